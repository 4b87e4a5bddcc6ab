import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Conversation, conversationRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { dayOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';

const shown = 6;

/** Earlier conversations of the same visitor, as far as this account may read them. */
export function History({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const language = useLanguage();
  const visitorId = conversation.visitor.id;
  const history = useQuery({
    queryKey: ['history', visitorId, conversation.id],
    queryFn: async () => {
      const scope = me.role === 'agent' ? 'mine' : 'all';
      const query = { scope, state: 'closed', limit: 100 };
      const { conversations } = await api(conversationRoutes.listConversations, { query });
      return conversations.filter((other) => other.visitor.id === visitorId && other.id !== conversation.id);
    },
  });
  return (
    <div className="sec">
      <div className="sec-h">
        <h2>{t('facts.history')}</h2>
        {history.data && history.data.length > shown && <span className="small mut">{history.data.length}</span>}
      </div>
      {history.isPending && <span className="bone" style={{ width: '80%' }} />}
      {history.isError && <p className="small mut">{t('facts.historyFailed')}</p>}
      {history.data?.length === 0 && <p className="small mut">{t('facts.historyEmpty')}</p>}
      <ul className="hist">
        {history.data?.slice(0, shown).map((other) => {
          const medium = t(`medium.${other.medium}`);
          return (
            <li key={other.id}>
              <time dateTime={other.createdAt}>{dayOf(other.createdAt, language)}</time>
              <Link to="/work/$conversationId" params={{ conversationId: other.id }}>
                {other.agent
                  ? t('facts.historyWith', { medium, name: other.agent.displayName })
                  : t('facts.historyNobody', { medium })}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
