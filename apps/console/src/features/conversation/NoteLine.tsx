import { IconLock } from '@tabler/icons-react';
import type { InternalNote } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';

/** What agents wrote to each other: another colour, a lock, and the word, so that nobody takes it for a message. */
export function NoteLine({ note, place }: { note: InternalNote; place: string }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const language = useLanguage();
  const own = note.author.agentId === me.id;
  const at = <time dateTime={note.createdAt}>{timeOf(note.createdAt, language)}</time>;
  return (
    <li className={`inner ${place}`}>
      {at}
      <span className="node">
        <IconLock className="icon" aria-hidden />
      </span>
      <div>
        <p className="who">
          <span>
            {own ? t('conversation.you') : note.author.displayName}
            <span className="inner-word">{t('note.word')}</span>
          </span>
          {at}
        </p>
        <p className="said">{note.text}</p>
      </div>
    </li>
  );
}
