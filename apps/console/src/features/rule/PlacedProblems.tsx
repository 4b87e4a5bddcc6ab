import type { RoutingRule, RuleProblem } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { isError, placeText } from './rule-file.ts';

interface PlacedProblemsProps {
  readonly problems: readonly RuleProblem[];
  readonly rules: readonly Pick<RoutingRule, 'name'>[];
}

/** Problems away from their place, each with it. */
export function PlacedProblems({ problems, rules }: PlacedProblemsProps) {
  const { t } = useTranslation();
  const nameOf = (place: string) => rules[Number(/^rules\[(\d+)\]/.exec(place)?.[1] ?? -1)]?.name;
  const errors = problems.filter(isError);
  return (
    <div className={errors.length > 0 ? 'problem' : 'problem mild'} role={errors.length > 0 ? 'alert' : undefined}>
      <b>{t(errors.length > 0 ? 'ruleSet.blocked' : 'ruleSet.warned')}</b>
      <ul className="problem-list">
        {problems.slice(0, 12).map((problem) => (
          <li key={`${problem.place} ${problem.code}`}>
            <b>
              {placeText(problem.place, t)}
              {nameOf(problem.place) ? ` “${nameOf(problem.place)}”` : ''}
            </b>{' '}
            {t(`ruleProblem.${problem.code}`, { found: problem.found ?? '' })}
          </li>
        ))}
        {problems.length > 12 && <li>{t('ruleSet.andMore', { count: problems.length - 12 })}</li>}
      </ul>
    </div>
  );
}
