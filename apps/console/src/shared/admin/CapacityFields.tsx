import { Checkbox, NumberInput, Switch } from '@mantine/core';
import { type Capacity, defaultCapacity, type Medium } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

interface CapacityFieldsProps {
  readonly value: Capacity | null;
  readonly onChange: (capacity: Capacity | null) => void;
  /** What holds while nothing is set here. */
  readonly hint: string;
  /** Faults by path below the field, like `text.weight`. */
  readonly errorAt: (path: string) => unknown;
}

const media = ['text', 'voice', 'video'] as const satisfies readonly Medium[];

/** How much an agent may carry: off for the default, or units and one row per medium. */
export function CapacityFields({ value, onChange, hint, errorAt }: CapacityFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Switch
        label={t('capacity.own')}
        description={hint}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? defaultCapacity : null)}
      />
      {value && <Rows value={value} onChange={onChange} errorAt={errorAt} />}
    </>
  );
}

type RowsProps = Pick<CapacityFieldsProps, 'onChange' | 'errorAt'> & { readonly value: Capacity };

function Rows({ value, onChange, errorAt }: RowsProps) {
  const { t } = useTranslation();
  const change = (medium: Medium, part: Partial<Capacity['text']>) =>
    onChange({ ...value, [medium]: { ...value[medium], ...part } });
  const number = (path: string, label: string, from: number, most: number, now: number, set: (n: number) => void) => (
    <NumberInput
      aria-label={label}
      min={from}
      max={most}
      clampBehavior="none"
      allowDecimal={false}
      hideControls
      value={now}
      error={errorAt(path) as string | undefined}
      onChange={(next) => set(Number(next))}
    />
  );
  return (
    <>
      <NumberInput
        label={t('capacity.units')}
        description={t('capacity.unitsHint')}
        min={1}
        max={100}
        clampBehavior="none"
        allowDecimal={false}
        hideControls
        value={value.units}
        error={errorAt('units') as string | undefined}
        onChange={(units) => onChange({ ...value, units: Number(units) })}
      />
      <table className="capacity">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('capacity.limit')}</th>
            <th scope="col">{t('capacity.weight')}</th>
            <th scope="col">{t('capacity.exclusive')}</th>
          </tr>
        </thead>
        <tbody>
          {media.map((medium) => {
            const name = t(`medium.${medium}`);
            const { limit, weight, exclusive } = value[medium];
            return (
              <tr key={medium}>
                <th scope="row">{name}</th>
                <td>
                  {medium === 'text' ? (
                    number('text.limit', t('capacity.limitOf', { medium: name }), 1, 20, limit, (next) =>
                      change(medium, { limit: next }),
                    )
                  ) : (
                    <span className="tabular">1</span>
                  )}
                </td>
                <td>
                  {number(`${medium}.weight`, t('capacity.weightOf', { medium: name }), 0, 100, weight, (next) =>
                    change(medium, { weight: next }),
                  )}
                </td>
                <td>
                  <Checkbox
                    aria-label={t('capacity.exclusiveOf', { medium: name })}
                    checked={exclusive}
                    onChange={(event) => change(medium, { exclusive: event.currentTarget.checked })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="small mut">{t('capacity.calls')}</p>
    </>
  );
}
