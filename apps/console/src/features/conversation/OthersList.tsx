import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ConversationId, conversationRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { openCallOf, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { Avatar, MediumIcon, Vip } from '../../shared/ui/index.ts';
import { mediumNow } from './medium-now.ts';

const renewMs = 10_000;

/** For supervisors and administrators: what colleagues serve right now, to read along. */
export function OthersList({ current }: { current: ConversationId | undefined }) {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const calls = useDeskState((desk) => desk.calls);
  const nameOf = useVisitorName();
  const others = useQuery({
    queryKey: ['others'],
    enabled: me.role !== 'agent',
    refetchInterval: renewMs,
    queryFn: async () => {
      const query = { scope: 'all', state: 'active', limit: 100 };
      const { conversations } = await api(conversationRoutes.listConversations, { query });
      return conversations.filter((conversation) => conversation.agent?.id !== me.id);
    },
  });
  if (!others.data || others.data.length === 0) return null;
  return (
    <section aria-labelledby="others-title">
      <div className="pane-head">
        <h2 id="others-title">{t('list.others')}</h2>
        <span className="n end">{others.data.length}</span>
      </div>
      <ul className="rows">
        {others.data.map((conversation) => {
          const name = nameOf(conversation);
          const call = openCallOf({ calls }, conversation.id);
          return (
            <li key={conversation.id}>
              <Link
                className="row"
                to="/work/$conversationId"
                params={{ conversationId: conversation.id }}
                aria-current={conversation.id === current ? 'true' : undefined}
              >
                <Avatar name={name} />
                <span className="row-1">
                  <b className="cut">{name}</b>
                  <Vip level={conversation.visitor.vipLevel} />
                </span>
                <span className="row-2">
                  <MediumIcon medium={mediumNow(conversation, call)} />
                  <span className="cut">{t('list.with', { name: conversation.agent?.displayName ?? '' })}</span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
