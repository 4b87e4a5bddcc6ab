import { Button } from '@mantine/core';
import { IconArrowsDiagonal } from '@tabler/icons-react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { CallBar } from './CallBar.tsx';
import { setLiveCall, useLiveCall } from './live-call.ts';
import { Picture } from './Picture.tsx';
import { CallTimer } from './Signs.tsx';

/** The running call, small, while another conversation or page is open. It never lies over a composer. */
export function DockedCall() {
  const { t } = useTranslation();
  const { callId, docked, fresh } = useLiveCall(useShallow(({ callId, docked, fresh }) => ({ callId, docked, fresh })));
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const nameOf = useVisitorName();
  const call = useDeskState((desk) => (callId ? desk.calls.get(callId) : undefined));
  const conversation = useDeskState((desk) => call && desk.conversations.get(call.conversationId));
  if (!call || !conversation || call.state === 'ended' || fresh) return null;
  if (!docked && pathname.endsWith(conversation.id)) return null;
  const fill = () => {
    setLiveCall({ docked: false });
    void navigate({ to: '/work/$conversationId', params: { conversationId: conversation.id } });
  };
  return (
    <section className="docked" aria-label={t('call.label', { name: nameOf(conversation) })}>
      <div className="picture">
        <Picture call={call} conversation={conversation} />
      </div>
      <div className="docked-line">
        <Button size="compact-sm" onClick={fill} leftSection={<IconArrowsDiagonal className="icon s" aria-hidden />}>
          <span className="word">{t('call.fill')}</span>
        </Button>
        <CallTimer call={call} />
      </div>
      <CallBar call={call} small />
    </section>
  );
}
