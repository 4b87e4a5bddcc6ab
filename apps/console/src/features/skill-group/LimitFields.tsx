import { NumberInput, Select } from '@mantine/core';
import { type GroupLimits, overflowProblem, type SkillGroup, type SkillGroupId } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

interface LimitFieldsProps {
  readonly limits: GroupLimits;
  readonly rampSeconds: number;
  readonly onLimits: (limits: GroupLimits) => void;
  readonly onRamp: (seconds: number) => void;
  /** The one being edited; a new one has no id yet. */
  readonly self: { readonly id: string; readonly name: string };
  /** Groups it may lead to; never the one being edited. */
  readonly others: readonly SkillGroup[];
  /** Faults by name of the field, like `limits.maxWaiting`. */
  readonly errorAt: (path: string) => unknown;
}

const overflowTo = ({ overflow }: GroupLimits): string | null => (overflow.kind === 'group' ? overflow.groupId : null);

/** The names along a circle that the overflow would close; null: it closes none. */
function circle(self: LimitFieldsProps['self'], limits: GroupLimits, others: readonly SkillGroup[]): string | null {
  const line = others.map((one) => ({ id: one.id as string, name: one.name, overflowTo: overflowTo(one.limits) }));
  const wrong = overflowProblem({ ...self, overflowTo: overflowTo(limits) }, line);
  return wrong?.problem === 'cycle' ? wrong.path.join(' › ') : null;
}

const numberOrNull = (value: string | number): number | null => (value === '' ? null : Number(value));

/** When it gets too long: how many, how long, and where to. */
export function LimitFields({ limits, rampSeconds, onLimits, onRamp, self, others, errorAt }: LimitFieldsProps) {
  const { t } = useTranslation();
  const error = (path: string) => errorAt(path) as string | undefined;
  const round = circle(self, limits, others);
  const shared = { clampBehavior: 'none', allowDecimal: false, hideControls: true } as const;
  return (
    <>
      <NumberInput
        {...shared}
        label={t('limits.maxWaiting')}
        description={t('limits.maxWaitingHint')}
        placeholder={t('limits.none')}
        min={1}
        max={100_000}
        value={limits.maxWaiting ?? ''}
        error={error('limits.maxWaiting')}
        onChange={(value) => onLimits({ ...limits, maxWaiting: numberOrNull(value) })}
      />
      <NumberInput
        {...shared}
        label={t('limits.maxWait')}
        description={t('limits.maxWaitHint')}
        placeholder={t('limits.none')}
        min={5}
        max={86_400}
        value={limits.maxWaitSeconds ?? ''}
        error={error('limits.maxWaitSeconds')}
        onChange={(value) => onLimits({ ...limits, maxWaitSeconds: numberOrNull(value) })}
      />
      <Select
        label={t('limits.overflow')}
        description={t('limits.overflowHint')}
        data={[
          { value: '', label: t('limits.expire') },
          ...others.map((group) => ({ value: group.id as string, label: t('limits.to', { group: group.name }) })),
        ]}
        allowDeselect={false}
        value={limits.overflow.kind === 'group' ? limits.overflow.groupId : ''}
        error={(round !== null && t('limits.circle', { path: round })) || (error('limits') ?? error('limits.overflow'))}
        onChange={(value) =>
          onLimits({
            ...limits,
            overflow: value ? { kind: 'group', groupId: value as SkillGroupId } : { kind: 'expire' },
          })
        }
      />
      <NumberInput
        {...shared}
        label={t('limits.ramp')}
        description={t('limits.rampHint')}
        min={0}
        max={600}
        value={rampSeconds}
        error={error('rampSeconds')}
        onChange={(value) => onRamp(Number(value))}
      />
    </>
  );
}
