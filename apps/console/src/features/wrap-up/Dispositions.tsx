import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import {
  type Disposition,
  deepestDisposition,
  type LocalName,
  type SkillGroup,
  type SkillGroupId,
  wrapUpRoutes,
} from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { NameDialog } from './NameDialog.tsx';
import { NamedRow } from './NamedRow.tsx';
import { inTreeOrder } from './tree-order.ts';
import { useTold } from './use-told.ts';

type Open = { readonly rename: Disposition } | { readonly below: Disposition | null };

interface DispositionsProps {
  readonly dispositions: readonly Disposition[];
  readonly groups: readonly SkillGroup[];
}

/** The tree of how contacts can end. */
export function Dispositions({ dispositions, groups }: DispositionsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const api = useApi();
  const queryClient = useQueryClient();
  const told = useTold();
  const [open, setOpen] = useState<Open | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: ['dispositions'] });
  const update = async ({ id, version }: Disposition, change: { name?: LocalName; retired?: boolean }) => {
    await api(wrapUpRoutes.updateDisposition, { params: { dispositionId: id }, body: { version, ...change } });
    await reload();
  };
  const save = async (name: LocalName, groupId: string | null) => {
    if (open && 'rename' in open) return update(open.rename, { name });
    const parentId = open?.below?.id ?? null;
    await api(wrapUpRoutes.createDisposition, { body: { name, parentId, groupId: groupId as SkillGroupId | null } });
    await reload();
  };
  const titleOf = (what: Open): string => {
    if ('rename' in what) return t('endings.rename', { name: what.rename.name[language] });
    return what.below ? t('endings.newBelow', { name: what.below.name[language] }) : t('endings.newEnding');
  };
  return (
    <section className="endings" aria-labelledby="endings-title">
      <div className="sec-h">
        <div className="grow">
          <h2 id="endings-title">{t('endings.dispositions')}</h2>
          <p className="small mut">{t('endings.dispositionsHint')}</p>
        </div>
        <Button leftSection={<IconPlus className="icon s" aria-hidden />} onClick={() => setOpen({ below: null })}>
          {t('endings.addTop')}
        </Button>
      </div>
      {dispositions.length === 0 && <p className="mut">{t('endings.noDispositions')}</p>}
      <ul>
        {inTreeOrder(dispositions).map(({ entry, depth }) => (
          <NamedRow
            key={entry.id}
            name={entry.name[language]}
            depth={depth}
            note={depth === 0 && entry.groupId ? groups.find((group) => group.id === entry.groupId)?.name : undefined}
            retired={entry.retiredAt !== null}
            onRename={() => setOpen({ rename: entry })}
            onRetire={(retired) => void told(update(entry, { retired }), reload)}
          >
            {depth < deepestDisposition - 1 && entry.retiredAt === null && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('endings.addBelow', { name: entry.name[language] })}
                leftSection={<IconPlus className="icon s" aria-hidden />}
                onClick={() => setOpen({ below: entry })}
              >
                {t('endings.below')}
              </Button>
            )}
          </NamedRow>
        ))}
      </ul>
      {open && (
        <NameDialog
          title={titleOf(open)}
          name={'rename' in open ? open.rename.name : null}
          groups={'below' in open && open.below === null ? groups : undefined}
          onSave={save}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
