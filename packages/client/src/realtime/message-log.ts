import type { ConversationId, Message, MessageMarks, MessagePage } from '@visavis/protocol';

/**
 * What a page knows of one conversation's messages. Pure: every change gives a new log.
 * `messages` are in order of `seq`, each once; there may be holes, which `missingAfter` names.
 */
export interface MessageLog {
  readonly conversationId: ConversationId;
  readonly messages: readonly Message[];
  /** The highest seq the server has spoken of, seen or not. */
  readonly lastSeq: number;
  readonly marks: MessageMarks;
}

export const noMarks: MessageMarks = {
  visitorDeliveredSeq: 0,
  visitorReadSeq: 0,
  agentDeliveredSeq: 0,
  agentReadSeq: 0,
};

export const emptyLog = (conversationId: ConversationId): MessageLog => ({
  conversationId,
  messages: [],
  lastSeq: 0,
  marks: noMarks,
});

/** Puts messages in their places; those already there, by seq or by the sender's id, are left out. */
export function withMessages(log: MessageLog, added: readonly Message[]): MessageLog {
  const known = new Set(log.messages.map((message) => message.seq));
  const fresh: Message[] = [];
  for (const message of added) {
    if (message.conversationId !== log.conversationId || known.has(message.seq)) continue;
    known.add(message.seq);
    fresh.push(message);
  }
  if (fresh.length === 0) return log;
  const messages = [...log.messages, ...fresh].sort((a, b) => a.seq - b.seq);
  return { ...log, messages, lastSeq: Math.max(log.lastSeq, messages.at(-1)?.seq ?? 0) };
}

export function withPage(log: MessageLog, page: MessagePage): MessageLog {
  return withLastSeq(withMessages(log, page.messages), page.lastSeq);
}

/** The server told how far the conversation has got, for instance with the snapshot after a reconnect. */
export function withLastSeq(log: MessageLog, lastSeq: number): MessageLog {
  return lastSeq > log.lastSeq ? { ...log, lastSeq } : log;
}

/** Marks only ever grow, whatever order the facts arrive in. */
export function withMarks(log: MessageLog, marks: MessageMarks): MessageLog {
  const grown: MessageMarks = {
    visitorDeliveredSeq: Math.max(log.marks.visitorDeliveredSeq, marks.visitorDeliveredSeq),
    visitorReadSeq: Math.max(log.marks.visitorReadSeq, marks.visitorReadSeq),
    agentDeliveredSeq: Math.max(log.marks.agentDeliveredSeq, marks.agentDeliveredSeq),
    agentReadSeq: Math.max(log.marks.agentReadSeq, marks.agentReadSeq),
  };
  return { ...log, marks: grown };
}

/**
 * The seq after which something is missing, to be asked for with `message:sync`; undefined when nothing is.
 * `from`: older messages, up to and with this seq, are not wanted yet.
 */
export function missingAfter(log: MessageLog, from = 0): number | undefined {
  let complete = from;
  for (const message of log.messages) {
    if (message.seq <= from) continue;
    if (message.seq !== complete + 1) return complete;
    complete = message.seq;
  }
  return complete < log.lastSeq ? complete : undefined;
}

/** The senders' ids that the server has stored: whatever is still in an outbox under one of them is done. */
export function storedClientIds(log: MessageLog): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const message of log.messages) if (message.clientMsgId !== null) ids.add(message.clientMsgId);
  return ids;
}
