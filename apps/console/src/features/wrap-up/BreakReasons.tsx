import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type BreakReason, type LocalName, presenceRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { NameDialog } from './NameDialog.tsx';
import { NamedRow } from './NamedRow.tsx';
import { useTold } from './use-told.ts';

/** Why somebody may be on a break. */
export function BreakReasons({ reasons }: { reasons: readonly BreakReason[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const api = useApi();
  const queryClient = useQueryClient();
  const told = useTold();
  const [open, setOpen] = useState<BreakReason | 'new' | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: ['break-reasons'] });
  const update = async ({ id, version }: BreakReason, change: { name?: LocalName; retired?: boolean }) => {
    await api(presenceRoutes.updateBreakReason, { params: { reasonId: id }, body: { version, ...change } });
    await reload();
  };
  const save = async (name: LocalName) => {
    if (open !== 'new' && open) return update(open, { name });
    await api(presenceRoutes.createBreakReason, { body: { name } });
    await reload();
  };
  return (
    <section className="endings" aria-labelledby="breaks-title">
      <div className="sec-h">
        <h2 className="grow" id="breaks-title">
          {t('endings.breaks')}
        </h2>
        <Button leftSection={<IconPlus className="icon s" aria-hidden />} onClick={() => setOpen('new')}>
          {t('endings.addBreak')}
        </Button>
      </div>
      {reasons.length === 0 && <p className="mut">{t('endings.noBreaks')}</p>}
      <ul>
        {reasons.map((reason) => (
          <NamedRow
            key={reason.id}
            name={reason.name[language]}
            retired={reason.retiredAt !== null}
            onRename={() => setOpen(reason)}
            onRetire={(retired) => void told(update(reason, { retired }), reload)}
          />
        ))}
      </ul>
      {open && (
        <NameDialog
          title={open === 'new' ? t('endings.newBreak') : t('endings.rename', { name: open.name[language] })}
          name={open === 'new' ? null : open.name}
          onSave={save}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
