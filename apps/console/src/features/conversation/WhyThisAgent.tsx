import { IconChevronDown } from '@tabler/icons-react';
import type { Conversation, RoutingReason, Transfer } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { recallReason, useDesk } from '../../shared/desk/index.ts';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { Failed } from '../../shared/ui/index.ts';
import { cameBy, useTransfers } from '../transfer/index.ts';
import { Considered } from './Considered.tsx';
import { WhyPanel } from './WhyPanel.tsx';

/** Supervisors see the whole way of the conversation; agents by whom, or else why by the router, it came to them. */
export function WhyThisAgent({ conversation }: { conversation: Conversation }) {
  const { me } = useDesk();
  return isAtLeast(me.role, 'supervisor') ? (
    <WhyPanel conversation={conversation} />
  ) : (
    <WhyMe conversation={conversation} />
  );
}

function WhyMe({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const transfers = useTransfers(conversation);
  // The router's reason is kept from the agent's own offer, which may be older than the transfer: not said before that is known.
  if (!transfers.data)
    return transfers.isError ? (
      <div className="sec">
        <div className="sec-h">
          <h2>{t('why.title')}</h2>
        </div>
        <Failed error={transfers.error} retry={() => void transfers.refetch()} />
      </div>
    ) : null;
  const transfer = cameBy(conversation, transfers.data);
  const reason = recallReason(conversation.id);
  if (!transfer && !reason) return null;
  return (
    <div className="sec">
      <details className="why" open>
        <summary>
          {t('why.title')}
          <IconChevronDown className="icon s" aria-hidden />
        </summary>
        {transfer ? <ByTransfer transfer={transfer} /> : reason && <ByRouter reason={reason} />}
      </details>
    </div>
  );
}

function ByTransfer({ transfer: { from, to, note, endedAt } }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const language = useLanguage();
  const said = { from: from.displayName, to: to?.displayName ?? '', time: endedAt ? timeOf(endedAt, language) : '' };
  return (
    <>
      <p className="small mid" style={{ margin: '2px 0 4px' }}>
        {t(to?.agentId === me.id ? 'why.handedOverToYou' : 'why.handedOver', said)}
      </p>
      {note && <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{note}</p>}
    </>
  );
}

function ByRouter({ reason }: { reason: RoutingReason }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="small mid" style={{ margin: '2px 0 4px' }}>
        {reason.rule === 'channel group' ? t('why.channelGroup') : reason.rule}
      </p>
      <Considered reason={reason} />
    </>
  );
}
