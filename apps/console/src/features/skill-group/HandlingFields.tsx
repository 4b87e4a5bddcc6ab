import { NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type GroupHandling, type Medium, type SkillGroupId, wrapUpRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { hasEndingFor } from './needed-endings.ts';

interface HandlingFieldsProps {
  /** null: a group that is not there yet. */
  readonly groupId: SkillGroupId | null;
  readonly value: GroupHandling;
  readonly onChange: (value: GroupHandling) => void;
  /** Faults by path, like `ringSeconds.text`. */
  readonly errorAt: (path: string) => unknown;
}

const media = ['text', 'voice', 'video'] as const satisfies readonly Medium[];

/** How long contacts of the group ring, and what comes after them. */
export function HandlingFields({ groupId, value, onChange, errorAt }: HandlingFieldsProps) {
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
      clampBehavior="none"
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
      {value.dispositionRequired && <NoEndingYet groupId={groupId} />}
    </>
  );
}

/** An ending is needed, but there is none to choose: said here, where it is switched on. */
function NoEndingYet({ groupId }: { readonly groupId: SkillGroupId | null }) {
  const { t } = useTranslation();
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['dispositions'],
    queryFn: async () => (await api(wrapUpRoutes.listDispositions)).dispositions,
  });
  if (!data || hasEndingFor(data, groupId)) return null;
  return (
    <p className="small amber" role="status">
      {t('handling.noEndingYet')}
    </p>
  );
}
