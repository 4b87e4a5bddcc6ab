import type { VisitorConversation } from '@visavis/protocol';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { language, spokenDuration, type TextKey, t, together } from '../../shared/i18n/index.ts';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import { type Summary, summaryOf } from './summary.ts';
import './ended.css';

/** Ends that have words of their own. */
const ends: Partial<
  Record<NonNullable<VisitorConversation['closeReason']>, readonly [title: TextKey, words: TextKey]>
> = {
  abandoned: ['ended.title.abandoned', 'ended.abandoned'],
  expired: ['ended.title.expired', 'ended.expired'],
  left_message: ['message.left', 'message.left.read'],
  not_reached: ['ended.title.notReached', 'ended.notReached'],
  cancelled: ['ended.title.cancelled', 'ended.cancelled'],
};
const endOf = ({ closeReason }: VisitorConversation) => (closeReason === null ? undefined : ends[closeReason]);

function titleOf(conversation: VisitorConversation, served: boolean): string {
  const end = endOf(conversation);
  if (end !== undefined) return t(end[0]);
  return served ? t('ended.title') : t('ended.title.left');
}

function wordsOf(conversation: VisitorConversation, { spoke, wrote, served, spokenMs }: Summary): string {
  if (spoke.length > 0 && spokenMs > 0)
    return t('ended.spoke', { name: together(spoke), time: spokenDuration(spokenMs) });
  const end = endOf(conversation);
  if (end !== undefined) return t(end[1]);
  if (wrote.length > 0) return t('ended.wrote', { name: together(wrote) });
  return served.length > 0 ? t('ended.served', { name: together(served) }) : t('ended.left');
}

/** Says what it was, keeps the words at hand, and lets the visitor begin anew. */
export function Ended({ transcript }: { transcript: ComponentChildren }) {
  const { state, actions, host } = useVisit();
  const [reading, setReading] = useState(false);
  const conversation = state.conversation.value;
  if (conversation === null) return null;
  const messages = state.log.value?.messages ?? [];
  const summary = summaryOf(messages);
  const leftMessage = conversation.closeReason === 'left_message';
  const hasWords = messages.some(({ body }) => body.kind !== 'event');
  return (
    <Frame name="ended" brand={state.channel.value?.brand[language.value]} onClose={host.close}>
      <span class="ended-mark">
        <Icon name="check" size="l" />
      </span>
      <Question>{titleOf(conversation, summary.served.length > 0)}</Question>
      <p class="lead">{wordsOf(conversation, summary)}</p>
      {hasWords && (
        <button class="btn read" type="button" aria-expanded={reading} onClick={() => setReading(!reading)}>
          <Icon name="doc" />
          {reading ? t('ended.hide') : t('ended.read')}
        </button>
      )}
      {reading && transcript}
      <div class="foot">
        <button class={leftMessage ? 'btn' : 'btn go'} type="button" onClick={() => actions.again()}>
          {t(leftMessage ? 'ended.home' : 'ended.again')}
        </button>
      </div>
      {leftMessage && (
        // Where the button was that left it: a second tap meets words.
        <p class="tip ended-tip">
          <Icon name="check" />
          <span>{t('message.left.close')}</span>
        </p>
      )}
    </Frame>
  );
}
