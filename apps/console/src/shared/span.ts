import type { TFunction } from 'i18next';

const units = [
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** A length of time with its units, as one says it in a sentence: "20 s", "3 min", "1 min 30 s". */
export function spanOf(seconds: number, t: TFunction): string {
  let left = Math.max(0, Math.round(seconds));
  const parts = units.flatMap(([unit, size]) => {
    const value = Math.floor(left / size);
    left -= value * size;
    return value === 0 ? [] : [t(`rules.unit.${unit}`, { value })];
  });
  return parts.length === 0 ? t('rules.unit.seconds', { value: 0 }) : parts.join(' ');
}
