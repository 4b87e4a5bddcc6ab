import { IconMessages } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ConversationId } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { openCallOf, useDeskState } from '../../shared/desk/index.ts';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, MediumIcon, Vip } from '../../shared/ui/index.ts';
import { UnreadNotes } from './UnreadNotes.tsx';
import { type ConsultedRow, useConsulted } from './use-consulted.ts';

/** Contacts of colleagues who ask this agent's advice: theirs only as long as they are asked. */
export function ConsultedList({ current }: { current: ConversationId | undefined }) {
  const { t } = useTranslation();
  const rows = useConsulted();
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="consulted-title">
      <div className="pane-head">
        <h2 id="consulted-title">{t('consulted.title')}</h2>
        <span className="n end">{rows.length}</span>
      </div>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.transfer.id}>
            <Row row={row} current={row.transfer.conversationId === current} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row: { transfer, notes }, current }: { row: ConsultedRow; current: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useVisitorName();
  const { conversationId, from, startedAt } = transfer;
  const conversation = useDeskState((desk) => desk.conversations.get(conversationId));
  const call = useDeskState((desk) => openCallOf(desk, conversationId));
  const name = nameOf(conversation ?? transfer);
  return (
    <Link
      className="row"
      to="/work/$conversationId"
      params={{ conversationId }}
      aria-current={current ? 'true' : undefined}
    >
      <Avatar name={name} />
      <span className="row-1">
        <b className="cut">{name}</b>
        <Vip level={conversation?.visitor.vipLevel ?? transfer.vipLevel} />
        <time className="t" dateTime={startedAt}>
          {timeOf(startedAt, language)}
        </time>
      </span>
      <span className="row-2">
        {call ? <MediumIcon medium={call.kind} /> : <IconMessages className="icon s" aria-hidden />}
        <span className="cut">{t('consulted.by', { name: from.displayName })}</span>
        <UnreadNotes count={notes} />
      </span>
    </Link>
  );
}
