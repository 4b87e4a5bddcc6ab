import { IconAlertTriangle } from '@tabler/icons-react';
import type { RuleProblem } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

/** What is wrong here, at the place it is wrong. */
export function ProblemLines({ problems }: { problems: readonly RuleProblem[] }) {
  const { t } = useTranslation();
  // Several values of one place are often wrong for the same reason; it is said once.
  const said = new Map(
    problems.map((problem) => [t(`ruleProblem.${problem.code}`, { found: problem.found ?? '' }), problem]),
  );
  return [...said].map(([words, problem]) => (
    <p key={`${problem.place} ${problem.code}`} className={`problem-line small ${problem.severity}`}>
      <IconAlertTriangle className="icon s" aria-hidden />
      <span>
        {words}
        {problem.severity === 'warning' && <span className="mut"> {t('ruleEdit.warning')}</span>}
      </span>
    </p>
  ));
}
