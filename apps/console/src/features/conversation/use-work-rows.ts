import type { Conversation, ConversationId, Message } from '@visavis/protocol';
import { useEffect, useMemo, useReducer } from 'react';
import {
  type Feed,
  myConversations,
  type NoteFeed,
  unreadNotes,
  useDesk,
  useDeskState,
} from '../../shared/desk/index.ts';

export interface WorkRow {
  readonly conversation: Conversation;
  /** Messages of the visitor this agent has not read. */
  readonly unread: number;
  /** Notes of colleagues this agent has not read. */
  readonly notes: number;
  /** Since when the visitor waits for an answer; null when the agent spoke last. */
  readonly waitsSince: string | null;
  readonly lastAt: string;
  /** First words of the last thing a person said, or null for the conversation's own preview. */
  readonly last: Message | null;
  /** There was a call in it. */
  readonly called: boolean;
}

/** Pure: what one row of the work list says. */
export function workRow(conversation: Conversation, feed: Feed, inner: NoteFeed, me: string): WorkRow {
  const said = feed.log.messages.filter((message) => message.body.kind !== 'event');
  const read = Math.max(feed.log.marks.agentReadSeq, conversation.marks.agentReadSeq);
  const unread = said.filter((message) => message.author.kind === 'visitor' && message.seq > read).length;
  let waitsSince: string | null = null;
  for (const message of said.toReversed()) {
    if (message.author.kind !== 'visitor') break;
    waitsSince = message.createdAt;
  }
  const called = feed.log.messages.some(({ body }) => body.kind === 'event' && body.event.name === 'call_ended');
  const last = said.at(-1) ?? null;
  const lastAt = last?.createdAt ?? conversation.lastMessageAt ?? conversation.createdAt;
  return { conversation, unread, notes: unreadNotes(inner, me), waitsSince, lastAt, last, called };
}

export function useWorkRows(): WorkRow[] {
  const desk = useDesk();
  const conversations = useDeskState((known) => known.conversations);
  const mine = useMemo(() => myConversations({ conversations }, desk.me.id), [conversations, desk.me.id]);
  const [tick, redraw] = useReducer((count: number) => count + 1, 0);
  const ids = mine.map((conversation) => conversation.id).join(' ');
  useEffect(() => {
    const follow = (id: string) => [
      desk.feeds.follow(id as ConversationId).subscribe(redraw),
      desk.notes.follow(id as ConversationId).subscribe(redraw),
    ];
    const stops = ids === '' ? [] : ids.split(' ').flatMap(follow);
    return () => {
      for (const stop of stops) stop();
    };
  }, [desk, ids]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick says that a feed has changed
  return useMemo(() => {
    const rows = mine.map((one) =>
      workRow(one, desk.feeds.follow(one.id).get(), desk.notes.follow(one.id).get(), desk.me.id),
    );
    return rows.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  }, [mine, desk, tick]);
}
