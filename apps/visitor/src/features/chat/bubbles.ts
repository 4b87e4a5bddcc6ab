import type { MessageLog, OutboxEntry } from '@visavis/client/realtime';
import type { Message } from '@visavis/protocol';

/** How far one's own message has got. */
export type OwnState = 'sending' | 'sent' | 'delivered' | 'seen' | 'failed';

export type Line =
  | { readonly kind: 'moment'; readonly key: string; readonly at: string }
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'outgoing'; readonly key: string; readonly entry: OutboxEntry };

/** After this long a pause the time is shown again. */
const pauseMs = 15 * 60_000;

export function ownStateOf(seq: number, log: MessageLog): OwnState {
  if (log.marks.agentReadSeq >= seq) return 'seen';
  return log.marks.agentDeliveredSeq >= seq ? 'delivered' : 'sent';
}

/** Messages, moments between them, and what is still on its way, in the order they are read. Pure. */
export function linesOf(log: MessageLog | null, outbox: readonly OutboxEntry[]): Line[] {
  if (log === null) return [];
  const lines: Line[] = [];
  let before = 0;
  const stored = new Set<string>();
  for (const message of log.messages) {
    const at = Date.parse(message.createdAt);
    if (at - before > pauseMs) lines.push({ kind: 'moment', key: `at-${message.seq}`, at: message.createdAt });
    before = at;
    if (message.clientMsgId !== null) stored.add(message.clientMsgId);
    lines.push({ kind: 'message', key: message.clientMsgId ?? message.id, message });
  }
  for (const entry of outbox) {
    if (entry.conversationId === log.conversationId && !stored.has(entry.clientMsgId))
      lines.push({ kind: 'outgoing', key: entry.clientMsgId, entry });
  }
  return lines;
}

/** The one own message that says how far it has got: the last. */
export function lastOwnSeq(log: MessageLog | null): number | undefined {
  return log?.messages.findLast(({ author, body }) => author.kind === 'visitor' && body.kind !== 'event')?.seq;
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
