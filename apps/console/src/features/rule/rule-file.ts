import type { RuleProblem } from '@visavis/protocol';
import type { TFunction } from 'i18next';

/** A place as people count: "Rule 3, stage 2". Places it does not know are given as they are. */
export function placeText(place: string, t: TFunction): string {
  const [, rule, section, index] = /^rules\[(\d+)\](?:\.(when|stages)\[(\d+)\])?/.exec(place) ?? [];
  if (rule === undefined) return place;
  const number = Number(rule) + 1;
  if (section === undefined) return t('ruleSet.place.rule', { rule: number });
  return t(section === 'when' ? 'ruleSet.place.when' : 'ruleSet.place.stage', {
    rule: number,
    number: Number(index) + 1,
  });
}

export const isError = (problem: RuleProblem): boolean => problem.severity === 'error';
