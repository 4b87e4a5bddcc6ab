import { Button } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconInfoCircle, IconPhone, IconVideo } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { CallKind, Conversation } from '@visavis/protocol';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openCallOf, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Vip } from '../../shared/ui/index.ts';
import { WrapUpDialog } from '../wrap-up/index.ts';
import { drafts } from './drafts.ts';
import { mediumNow } from './medium-now.ts';

interface HeadProps {
  readonly conversation: Conversation;
  readonly onCall: (kind: CallKind) => void;
  /** On narrow screens the facts open over the page. */
  readonly onFacts: () => void;
  /** Further things to do with it. */
  readonly more?: ReactNode;
}

export function ConversationHead({ conversation, onCall, onFacts, more }: HeadProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const language = useLanguage();
  const navigate = useNavigate();
  const name = useVisitorName()(conversation);
  const [wrapping, setWrapping] = useState(false);
  const mine = conversation.agent?.id === desk.me.id && conversation.state === 'active';
  const call = useDeskState((state) => openCallOf(state, conversation.id));
  const busy = call !== undefined;
  return (
    <div className="conv-head">
      <Button
        variant="subtle"
        className="only-phone"
        aria-label={t('conversation.back')}
        onClick={() => void navigate({ to: '/work' })}
      >
        <IconArrowLeft className="icon" aria-hidden />
      </Button>
      <div className="grow">
        <div className="name-line">
          <h1 className="cut">{name}</h1>
          <Vip level={conversation.visitor.vipLevel} />
        </div>
        <p className="small mut cut">
          {conversation.channel.name} · {t(`medium.${mediumNow(conversation, call)}`)} ·{' '}
          {t('conversation.since', { time: timeOf(conversation.createdAt, language) })}
        </p>
      </div>
      {mine && (
        <>
          <Act icon={IconPhone} word={t('conversation.voice')} disabled={busy} onClick={() => onCall('voice')} />
          <Act icon={IconVideo} word={t('conversation.video')} disabled={busy} onClick={() => onCall('video')} />
          {more}
        </>
      )}
      <Button
        variant="subtle"
        className="only-narrow"
        aria-label={t('conversation.about')}
        onClick={onFacts}
        style={{ minWidth: 36 }}
      >
        <IconInfoCircle className="icon" aria-hidden />
      </Button>
      {mine && (
        <Button
          className="act"
          aria-label={t('conversation.wrapUp')}
          onClick={() => setWrapping(true)}
          leftSection={<IconCircleCheck className="icon only-small" aria-hidden />}
        >
          <span className="word">{t('conversation.wrapUp')}</span>
        </Button>
      )}
      {wrapping && (
        <WrapUpDialog
          conversation={conversation}
          onClose={() => setWrapping(false)}
          onClosed={() => {
            drafts.forget(conversation.id);
            void navigate({ to: '/work' });
          }}
        />
      )}
    </div>
  );
}

interface ActProps {
  readonly icon: typeof IconPhone;
  readonly word: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

function Act({ icon: Icon, word, disabled, onClick }: ActProps) {
  return (
    <Button
      className="act"
      variant="subtle"
      aria-label={word}
      disabled={disabled}
      onClick={onClick}
      leftSection={<Icon className="icon" aria-hidden />}
    >
      <span className="word">{word}</span>
    </Button>
  );
}
