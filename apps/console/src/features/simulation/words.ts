import type { ComparedRow, SimulationSummary } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

/** What a rule set of a report is called. */
export function useSetName(): (compared: SimulationSummary['compares'][number] | undefined) => string {
  const { t } = useTranslation();
  return (compared) => {
    if (!compared || compared.kind === 'draft') return compared?.name ?? t('simulator.sets.draft');
    if (compared.kind === 'in_force') return t('simulator.sets.in_force');
    return compared.version === 0
      ? t('simulator.noRules')
      : t('simulator.sets.version', { version: compared.version ?? 0 });
  };
}

/** A figure with its unit. */
export function useWritten(): (value: number | null, kind: ComparedRow['kind']) => string {
  const { t } = useTranslation();
  return (value, kind) => {
    if (value === null) return '–';
    if (kind === 'share') return t('simulator.percent', { value: (value * 100).toFixed(1) });
    if (kind === 'level') return value.toFixed(2);
    if (value < 120) return t('simulator.seconds', { value: Math.round(value) });
    return t('simulator.minutes', { value: (value / 60).toFixed(1) });
  };
}
