import type { RuleProblem } from '@visavis/protocol';
import type { TFunction } from 'i18next';

/** Lets the browser save a value as a file. */
export function downloadJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

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
