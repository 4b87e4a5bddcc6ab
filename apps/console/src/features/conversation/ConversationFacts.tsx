import type { Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { Avatar } from '../../shared/ui/index.ts';
import { HandedOver } from '../transfer/index.ts';
import { EndedFacts } from '../wrap-up/index.ts';
import { CallbackPanel } from './CallbackPanel.tsx';
import { EarlierContacts } from './EarlierContacts.tsx';
import { isPast } from './past.ts';
import { isReadable } from './readable.ts';
import { VisitorName } from './VisitorName.tsx';
import { VisitorProfile } from './VisitorProfile.tsx';
import { WhyThisAgent } from './WhyThisAgent.tsx';

/** Who it is: the visitor, earlier conversations, and why this agent was chosen. */
export function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = useVisitorName()(conversation);
  const { me } = useDesk();
  const { visitor } = conversation;
  // What became of the visitor since is not theirs to know.
  const past = isPast(conversation, me);
  const serving = conversation.state !== 'closed' && conversation.agent?.id === me.id;
  const wrapping = useDeskState((desk) => desk.wrapUps.some((one) => one.conversationId === conversation.id));
  const mayName = serving || wrapping || isAtLeast(me.role, 'supervisor');
  const readable = useDeskState((desk) => isReadable(conversation, me, desk));
  return (
    <>
      <div className="who-card">
        <Avatar name={name} size="xl" />
        <div className="grow">
          <VisitorName conversation={conversation} mayName={mayName} />
          {conversation.state !== 'closed' && (
            <p style={{ marginTop: 4 }}>
              <span className={conversation.visitorOnline ? 'tag ok' : 'tag wait'}>
                {t(conversation.visitorOnline ? 'visitor.online' : 'visitor.away')}
              </span>
            </p>
          )}
        </div>
      </div>
      {readable && !past && <CallbackPanel conversation={conversation} />}
      <div className="sec">
        <dl className="facts">
          <dt>{t('facts.channel')}</dt>
          <dd>{conversation.channel.name}</dd>
          <dt>{t('facts.asked')}</dt>
          <dd>{t(`medium.${conversation.medium}`)}</dd>
          <dt>{t('facts.came')}</dt>
          <dd>{momentOf(conversation.createdAt, language)}</dd>
          <dt>{t('facts.speaks')}</dt>
          <dd>{t(`facts.languages.${visitor.language}`)}</dd>
          <dt>{t('facts.device')}</dt>
          <dd>{visitor.device ?? t('facts.unknown')}</dd>
          <dt>{t('facts.recording')}</dt>
          <dd>{t(`facts.consent.${conversation.recordingConsent ?? 'open'}`)}</dd>
        </dl>
      </div>
      {readable && !past && <VisitorProfile conversation={conversation} />}
      {conversation.note && (
        <div className="sec">
          <div className="sec-h">
            <h2>{t('facts.note')}</h2>
          </div>
          <p style={{ whiteSpace: 'pre-wrap' }}>{conversation.note}</p>
        </div>
      )}
      {readable && !past && <HandedOver conversation={conversation} />}
      {readable && !past && <EndedFacts conversation={conversation} />}
      {readable && <EarlierContacts conversation={conversation} />}
      {readable && <WhyThisAgent conversation={conversation} />}
    </>
  );
}
