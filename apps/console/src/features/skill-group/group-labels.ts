import type { TFunction } from 'i18next';
import type { FieldLabels } from '../../shared/admin/index.ts';

const media = ['text', 'voice', 'video'] as const;

/** What the fields of a group's form are called. */
export const groupLabels = (t: TFunction): FieldLabels => {
  const ofMedia = media.flatMap((medium) => {
    const name = { medium: t(`medium.${medium}`) };
    return [
      [`ringSeconds.${medium}`, t('handling.ringOf', name)],
      [`wrapUpSeconds.${medium}`, t('handling.wrapOf', name)],
      [`defaultCapacity.${medium}.limit`, t('capacity.limitOf', name)],
      [`defaultCapacity.${medium}.weight`, t('capacity.weightOf', name)],
    ];
  });
  return {
    ...(Object.fromEntries(ofMedia) as FieldLabels),
    name: t('groups.name'),
    strategy: t('groups.strategy'),
    members: t('groups.members'),
    'defaultCapacity.units': t('capacity.units'),
    'limits.maxWaiting': t('limits.maxWaiting'),
    'limits.maxWaitSeconds': t('limits.maxWait'),
    limits: t('limits.overflow'),
    rampSeconds: t('limits.ramp'),
    'serviceLevel.targetSeconds': t('groupFloor.targetSeconds'),
    'serviceLevel.promisedPercent': t('groupFloor.promisedPercent'),
    'thresholds.maxWaiting': t('groupFloor.maxWaiting'),
    'thresholds.maxWaitSeconds': t('groupFloor.maxWaitSeconds'),
    'thresholds.minServiceLevelPercent': t('groupFloor.minServiceLevelPercent'),
    'thresholds.minAgentsFree': t('groupFloor.minAgentsFree'),
    'comfort.*.afterSeconds': t('comfort.after'),
    'comfort.*.text.en': t('comfort.en'),
    'comfort.*.text.zh': t('comfort.zh'),
    comfort: t('comfort.title'),
  };
};
