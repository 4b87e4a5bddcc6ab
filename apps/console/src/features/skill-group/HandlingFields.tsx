import { NumberInput, Switch } from '@mantine/core';
import type { GroupHandling, Medium } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

interface HandlingFieldsProps {
  readonly value: GroupHandling;
  readonly onChange: (value: GroupHandling) => void;
  /** Faults by path, like `ringSeconds.text`. */
  readonly errorAt: (path: string) => unknown;
}

const media = ['text', 'voice', 'video'] as const satisfies readonly Medium[];

/** How long contacts of the group ring, and what comes after them. */
export function HandlingFields({ value, onChange, errorAt }: HandlingFieldsProps) {
  const { t } = useTranslation();
  const seconds = (
    what: 'ringSeconds' | 'wrapUpSeconds',
    medium: Medium,
    label: string,
    least: number,
    most: number,
  ) => (
    <NumberInput
      aria-label={label}
      min={least}
      max={most}
      allowDecimal={false}
      hideControls
      value={value[what][medium]}
      error={errorAt(`${what}.${medium}`) as string | undefined}
      onChange={(next) => onChange({ ...value, [what]: { ...value[what], [medium]: Number(next) } })}
    />
  );
  return (
    <>
      <table className="capacity">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('handling.ring')}</th>
            <th scope="col">{t('handling.wrap')}</th>
          </tr>
        </thead>
        <tbody>
          {media.map((medium) => {
            const name = t(`medium.${medium}`);
            return (
              <tr key={medium}>
                <th scope="row">{name}</th>
                <td>{seconds('ringSeconds', medium, t('handling.ringOf', { medium: name }), 5, 300)}</td>
                <td>{seconds('wrapUpSeconds', medium, t('handling.wrapOf', { medium: name }), 0, 3600)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="small mut">{t('handling.hint')}</p>
      <Switch
        label={t('handling.autoAccept')}
        description={t('handling.autoAcceptHint')}
        checked={value.autoAcceptText}
        onChange={(event) => onChange({ ...value, autoAcceptText: event.currentTarget.checked })}
      />
      <Switch
        label={t('handling.needDisposition')}
        description={t('handling.needDispositionHint')}
        checked={value.dispositionRequired}
        onChange={(event) => onChange({ ...value, dispositionRequired: event.currentTarget.checked })}
      />
    </>
  );
}
