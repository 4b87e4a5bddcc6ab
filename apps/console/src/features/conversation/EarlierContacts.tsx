import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Conversation, type EarlierContact, visitorRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { dayOf } from '../../shared/format.ts';
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
  const [all, setAll] = useState(false);
  const { id, state, agent } = conversation;
  const visitorId = conversation.visitor.id;
  const found = useQuery({
    // Who has it and whether it is open decide what may be read.
    queryKey: ['earlier-contacts', visitorId, id, state, agent?.id],
    retry: false,
    queryFn: async () => {
      try {
        const { contacts } = await api(visitorRoutes.listEarlierContacts, { params: { visitorId } });
        return contacts.filter((other) => other.conversationId !== id);
      } catch (error) {
        if (failureCode(error) === 'forbidden') return null;
        throw error;
      }
    },
  });
  const contacts = found.data ?? [];
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
      {found.data?.length === 0 && (
        <p className="small mut">{t(state === 'closed' ? 'earlier.emptyOther' : 'earlier.empty')}</p>
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
  const { conversationId, agent, disposition, note, tags } = contact;
  const medium = t(`medium.${contact.medium}`);
  const what = agent ? t('earlier.with', { medium, name: agent.displayName }) : t('earlier.nobody', { medium });
  // What was said is for those who had part in it, and for supervisors.
  const mayOpen = agent?.agentId === me.id || isAtLeast(me.role, 'supervisor');
  return (
    <li>
      <time dateTime={contact.startedAt}>{dayOf(contact.startedAt, language)}</time>
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
