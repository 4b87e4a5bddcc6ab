import { notifications } from '@mantine/notifications';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';

const tellForMs = 15_000;

/** Tells the agent that a supervisor took a conversation from them, on whatever page they are. Draws nothing. */
export function TakenNotice() {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const nameOf = useVisitorName();
  const tell = (conversationId: string, by: string) => {
    const { calls, conversations } = desk.state.get();
    const known = [...conversations.values()].find(({ id }) => id === conversationId);
    // Its call ended with it: that is no loss of the connection.
    for (const call of calls.values()) if (call.conversationId === conversationId) notifications.hide(call.id);
    const message = t('consulted.pulledBack', { by, visitor: nameOf(known) });
    notifications.show({ id: `taken-${conversationId}`, message, color: 'yellow', autoClose: tellForMs });
    if (pathname.endsWith(conversationId) && desk.me.role === 'agent') void navigate({ to: '/work' });
  };
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(
    () => desk.connection.on('conversation:taken', ({ conversationId, by }) => latest.current(conversationId, by)),
    [desk],
  );
  return null;
}
