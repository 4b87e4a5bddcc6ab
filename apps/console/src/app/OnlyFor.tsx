import { IconLock } from '@tabler/icons-react';
import type { AgentRole } from '@visavis/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../shared/desk/index.ts';
import { isAtLeast } from '../shared/roles.ts';
import { Nothing } from '../shared/ui/index.ts';

/** The server refuses anyhow; this says so in a designed way. */
export function OnlyFor({ needs, children }: { needs: AgentRole; children: ReactNode }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  if (isAtLeast(me.role, needs)) return children;
  return (
    <main className="page" id="content">
      <Nothing icon={IconLock} title={t('state.forbidden')} text={t('errors.forbidden')} />
    </main>
  );
}
