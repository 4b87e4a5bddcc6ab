import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Conversation, type EarlierContact, visitorRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { dayOf, momentOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { Failed, RowBones } from '../../shared/ui/index.ts';
import { pathName } from '../wrap-up/index.ts';

const shownAtFirst = 4;

/** How contacts with the same person ended before, whoever had them, for whoever serves the visitor now. */
export function EarlierContacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const api = useApi();
  const language = useLanguage();
  const [all, setAll] = useState(false);
  const { id, state, agent } = conversation;
  const visitorId = conversation.visitor.id;
  const found = useQuery({
    // Who has it and whether it is open decide what may be read.
    queryKey: ['earlier-contacts', visitorId, id, state, agent?.id],
    retry: false,
    queryFn: async () => {
      try {
        const query = state === 'closed' ? { conversationId: id } : {};
        const { contacts, until } = await api(visitorRoutes.listEarlierContacts, { params: { visitorId }, query });
        return { contacts: contacts.filter((other) => other.conversationId !== id), until };
      } catch (error) {
        if (failureCode(error) === 'forbidden') return null;
        throw error;
      }
    },
  });
  const contacts = found.data?.contacts ?? [];
  const until = found.data?.until ?? null;
  const shown = all ? contacts : contacts.slice(0, shownAtFirst);
  return (
    <section className="sec" aria-label={t('earlier.title')}>
      <div className="sec-h">
        <h2>{t('earlier.title')}</h2>
        {contacts.length > shown.length && (
          <button type="button" className="link small" onClick={() => setAll(true)}>
            {t('earlier.all', { count: contacts.length })}
          </button>
        )}
      </div>
      {found.isPending && <RowBones count={2} />}
      {found.isError && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data === null && <p className="small mut">{t('earlier.over')}</p>}
      {until !== null && contacts.length > 0 && (
        <p className="small mut">{t('earlier.until', { moment: momentOf(until, language) })}</p>
      )}
      {found.data && contacts.length === 0 && (
        <p className="small mut">
          {t(until !== null ? 'earlier.emptyThen' : state === 'closed' ? 'earlier.emptyOther' : 'earlier.empty')}
        </p>
      )}
      {shown.length > 0 && (
        <ul className="hist">
          {shown.map((contact) => (
            <Row key={contact.conversationId} contact={contact} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ contact }: { contact: EarlierContact }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { me } = useDesk();
  const { conversationId, agents, disposition, note, tags } = contact;
  const medium = t(`medium.${contact.medium}`);
  const [first, ...others] = agents.map(({ displayName }) => displayName);
  const names = others.reduce((before, next) => t('earlier.next', { before, next }), first ?? '');
  const what = first === undefined ? t('earlier.nobody', { medium }) : t('earlier.with', { medium, name: names });
  // What was said is for those who served it, as far as they did, and for supervisors.
  const mayOpen = agents.some(({ agentId }) => agentId === me.id) || isAtLeast(me.role, 'supervisor');
  return (
    <li>
      <time dateTime={contact.startedAt}>
        {dayOf(contact.startedAt, language)}
        <span className="at">{timeOf(contact.startedAt, language)}</span>
      </time>
      <div>
        {mayOpen ? (
          <Link to="/work/$conversationId" params={{ conversationId }}>
            {what}
          </Link>
        ) : (
          <span>{what}</span>
        )}
        {disposition && <p className="small mid">{pathName(disposition.path, language)}</p>}
        {note && <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{note}</p>}
        {tags.length > 0 && (
          <p>
            {tags.map((tag) => (
              <span className="tag line" key={tag} style={{ marginInlineEnd: 4 }}>
                {tag}
              </span>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}
