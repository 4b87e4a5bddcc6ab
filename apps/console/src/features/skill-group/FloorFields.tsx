import { Checkbox, NumberInput } from '@mantine/core';
import type { AlarmThresholds, ServiceLevelTarget } from '@visavis/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface FloorValues {
  readonly serviceLevel: ServiceLevelTarget;
  readonly thresholds: AlarmThresholds;
  readonly allowPick: boolean;
}

interface FloorFieldsProps {
  readonly value: FloorValues;
  readonly onChange: (change: Partial<FloorValues>) => void;
  readonly errorAt: (path: string) => ReactNode;
}

const limits = ['maxWaiting', 'maxWaitSeconds', 'minServiceLevelPercent', 'minAgentsFree'] as const;
/** An emptied field of numbers gives text. */
const orNull = (value: number | string): number | null => (typeof value === 'number' ? value : null);

/** What the group promises, whether its agents may help themselves, and when the floor raises an alarm. */
export function FloorFields({ value, onChange, errorAt }: FloorFieldsProps) {
  const { t } = useTranslation();
  const { serviceLevel, thresholds } = value;
  return (
    <>
      <div className="form-sec">
        <h3>{t('groupFloor.serviceLevel')}</h3>
        <div className="form-two">
          {(['targetSeconds', 'promisedPercent'] as const).map((name) => (
            <NumberInput
              key={name}
              label={t(`groupFloor.${name}`)}
              min={1}
              clampBehavior="none"
              allowDecimal={false}
              hideControls
              value={serviceLevel[name]}
              error={errorAt(`serviceLevel.${name}`)}
              onChange={(number) =>
                onChange({ serviceLevel: { ...serviceLevel, [name]: typeof number === 'number' ? number : 0 } })
              }
            />
          ))}
        </div>
        <Checkbox
          label={t('groupFloor.allowPick')}
          checked={value.allowPick}
          onChange={(event) => onChange({ allowPick: event.currentTarget.checked })}
        />
      </div>
      <div className="form-sec">
        <h3>{t('groupFloor.thresholds')}</h3>
        <div className="form-two">
          {limits.map((name) => (
            <NumberInput
              key={name}
              label={t(`groupFloor.${name}`)}
              min={1}
              clampBehavior="none"
              allowDecimal={false}
              hideControls
              value={thresholds[name] ?? ''}
              error={errorAt(`thresholds.${name}`)}
              onChange={(number) => onChange({ thresholds: { ...thresholds, [name]: orNull(number) } })}
            />
          ))}
        </div>
      </div>
    </>
  );
}
