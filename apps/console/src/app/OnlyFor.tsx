import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../shared/desk/index.ts';
import { Nothing } from '../shared/ui/index.ts';

/** The server refuses anyhow; this says so in a designed way. */
export function OnlyFor({ needs, children }: { needs: 'administrator'; children: ReactNode }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  if (me.role === needs) return children;
  return (
    <main className="page" id="content">
      <Nothing icon={IconLock} title={t('state.forbidden')} text={t('errors.forbidden')} />
    </main>
  );
}
