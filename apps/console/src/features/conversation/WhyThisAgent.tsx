import { IconChevronDown } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { recallReason, useDesk } from '../../shared/desk/index.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { Considered } from './Considered.tsx';
import { WhyPanel } from './WhyPanel.tsx';

/** Supervisors see the whole way of the conversation; agents the router's reason, kept from their own offer. */
export function WhyThisAgent({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  if (isAtLeast(me.role, 'supervisor')) return <WhyPanel conversation={conversation} />;
  const reason = recallReason(conversation.id);
  if (!reason) return null;
  return (
    <div className="sec">
      <details className="why" open>
        <summary>
          {t('why.title')}
          <IconChevronDown className="icon s" aria-hidden />
        </summary>
        <p className="small mid" style={{ margin: '2px 0 4px' }}>
          {reason.rule === 'channel group' ? t('why.channelGroup') : reason.rule}
        </p>
        <Considered reason={reason} />
      </details>
    </div>
  );
}
