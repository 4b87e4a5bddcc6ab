/** What is wrong with a field, as a sentence that names it and says what to do. Pure. */
import type { TFunction } from 'i18next';
import type { z } from 'zod';

type FaultWords =
  | { readonly kind: 'needed' | 'number' | 'chooseOne' | 'email' | 'address' | 'check' }
  | { readonly kind: 'tooShort' | 'tooSmall' | 'tooFew'; readonly minimum: number }
  | { readonly kind: 'tooLong' | 'tooBig' | 'tooMany'; readonly maximum: number };

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** `value`: what stands in the field now. */
export function faultOf(issue: z.core.$ZodIssue, value: unknown): FaultWords {
  if (isEmpty(value)) return { kind: 'needed' };
  switch (issue.code) {
    case 'too_small': {
      const minimum = Number(issue.minimum);
      if (issue.origin === 'string') return minimum <= 1 ? { kind: 'needed' } : { kind: 'tooShort', minimum };
      if (issue.origin === 'array') return minimum <= 1 ? { kind: 'chooseOne' } : { kind: 'tooFew', minimum };
      return { kind: 'tooSmall', minimum };
    }
    case 'too_big': {
      const maximum = Number(issue.maximum);
      if (issue.origin === 'string') return { kind: 'tooLong', maximum };
      return issue.origin === 'array' ? { kind: 'tooMany', maximum } : { kind: 'tooBig', maximum };
    }
    case 'invalid_type':
      return { kind: issue.expected === 'number' || issue.expected === 'int' ? 'number' : 'check' };
    case 'invalid_format':
      if (issue.format === 'email') return { kind: 'email' };
      return { kind: issue.format === 'url' ? 'address' : 'check' };
    case 'custom': {
      const maximum = issue.params?.maximum;
      return typeof maximum === 'number' ? { kind: 'tooBig', maximum } : { kind: 'check' };
    }
    default:
      return { kind: 'check' };
  }
}

/** Field names by path; `*` stands for the number of an entry of a list, and a list's own name speaks for what is inside. */
export type FieldLabels = Readonly<Record<string, string>>;

export function labelAt(labels: FieldLabels, path: string): string | undefined {
  const general = path.replace(/\.\d+(?=\.|$)/g, '.*');
  return labels[general] ?? labels[general.split('.')[0] ?? ''];
}

export function faultSentence(fault: FaultWords, field: string | undefined, t: TFunction): string {
  if (field === undefined) return t('fault.unnamed');
  const { kind, ...numbers } = fault;
  return t(`fault.${kind}`, { field, ...numbers });
}
