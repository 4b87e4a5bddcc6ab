import type { Message, VisitorConversation } from '@visavis/protocol';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { language, spokenDuration, type TextKey, t } from '../../shared/i18n/index.ts';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import './ended.css';

/** What there was to it: with whom, how long. */
export function summaryOf(messages: readonly Message[]): { readonly name: string | null; readonly spokenMs: number } {
  let name: string | null = null;
  let spokenMs = 0;
  for (const { body, author } of messages) {
    if (author.kind === 'agent') name = author.displayName;
    if (body.kind !== 'event') continue;
    if (body.event.name === 'agent_joined') name = body.event.displayName;
    if (body.event.name === 'transferred') name = body.event.to.displayName;
    if (body.event.name === 'call_ended') spokenMs += body.event.durationMs ?? 0;
  }
  return { name, spokenMs };
}

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

function wordsOf(conversation: VisitorConversation, name: string | null, spokenMs: number): string {
  if (name !== null && spokenMs > 0) return t('ended.spoke', { name, time: spokenDuration(spokenMs) });
  const end = endOf(conversation);
  if (end !== undefined) return t(end[1]);
  return name !== null ? t('ended.wrote', { name }) : t('ended.left');
}

/** Says what it was, keeps the words at hand, and lets the visitor begin anew. */
export function Ended({ transcript }: { transcript: ComponentChildren }) {
  const { state, actions, host } = useVisit();
  const [reading, setReading] = useState(false);
  const conversation = state.conversation.value;
  if (conversation === null) return null;
  const messages = state.log.value?.messages ?? [];
  const { name, spokenMs } = summaryOf(messages);
  const hasWords = messages.some(({ body }) => body.kind !== 'event');
  return (
    <Frame name="ended" brand={state.channel.value?.brand[language.value]} onClose={host.close}>
      <span class="ended-mark">
        <Icon name="check" size="l" />
      </span>
      <Question>{titleOf(conversation, name !== null)}</Question>
      <p class="lead">{wordsOf(conversation, name, spokenMs)}</p>
      {hasWords && (
        <button class="btn read" type="button" aria-expanded={reading} onClick={() => setReading(!reading)}>
          <Icon name="doc" />
          {reading ? t('ended.hide') : t('ended.read')}
        </button>
      )}
      {reading && transcript}
      <div class="foot">
        <button class="btn go" type="button" onClick={() => actions.again()}>
          {t('ended.again')}
        </button>
      </div>
    </Frame>
  );
}
