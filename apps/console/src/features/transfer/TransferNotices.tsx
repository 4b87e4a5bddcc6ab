import { notifications } from '@mantine/notifications';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { Transfer } from '@visavis/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { consultedTransfers, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useReturnedWords } from './use-returned-words.ts';

const overOf = (reason: Transfer['endReason']) => {
  if (reason === 'taken_back') return 'takenBack' as const;
  return reason === 'conversation_closed' ? ('closed' as const) : ('over' as const);
};

const tellForMs = 15_000;

/** Tells the sender how it ended, on whatever page they are. Draws nothing. */
export function TransferNotices() {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const nameOf = useVisitorName();
  const words = useReturnedWords();
  const transfers = useDeskState((state) => state.transfers);
  /** About these this agent has been consulted: only of them is the end told. */
  const asked = useRef(new Set<Transfer['id']>());
  for (const { id } of consultedTransfers({ transfers }, desk.me.id)) asked.current.add(id);
  const tell = (transfer: Transfer) => {
    const here = pathname.endsWith(transfer.conversationId);
    if (transfer.to?.agentId === desk.me.id) return tellConsulted(transfer, here);
    if (transfer.from.agentId !== desk.me.id || transfer.endedAt === null) return;
    if (transfer.state === 'returned' && !here)
      notifications.show({ id: transfer.id, message: words(transfer), autoClose: tellForMs, color: 'yellow' });
    if (transfer.state !== 'completed') return;
    const visitor = nameOf(transfer);
    const message = t('transfer.done', { name: transfer.to?.displayName ?? '', visitor });
    notifications.show({ id: transfer.id, message });
    desk.dismissTransfer(transfer.id);
    // It is the colleague's now; supervisors may go on reading.
    if (here && desk.me.role === 'agent') void navigate({ to: '/work' });
  };
  /** Whoever was consulted reads no further once it is over without them, whatever they look at; they who leave know it. */
  const tellConsulted = (transfer: Transfer, here: boolean) => {
    const { id, state, endReason, from } = transfer;
    if (transfer.endedAt === null || !asked.current.delete(id) || state === 'completed') return;
    const words = { name: from.displayName, visitor: nameOf(transfer) };
    if (endReason !== 'target_left')
      notifications.show({ id, message: t(`consulted.${overOf(endReason)}`, words), autoClose: tellForMs });
    if (here && desk.me.role === 'agent') void navigate({ to: '/work' });
  };
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(() => desk.connection.on('transfer:changed', (transfer) => latest.current(transfer)), [desk]);
  return null;
}
