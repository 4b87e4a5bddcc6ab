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

/** "You wrote to us" above what one wrote says nothing; a call that is over is told once, with its length. */
function worthALine({ body }: Message, ended: ReadonlySet<string>): boolean {
  if (body.kind !== 'event') return true;
  if (body.event.name === 'conversation_started') return body.event.medium !== 'text';
  return body.event.name !== 'call_started' || !ended.has(body.event.callId);
}

/** Messages, moments between them, and what is still on its way, in the order they are read. Pure. */
export function linesOf(log: MessageLog | null, outbox: readonly OutboxEntry[]): Line[] {
  if (log === null) return [];
  const lines: Line[] = [];
  let before = 0;
  const stored = new Set<string>();
  const ended = new Set<string>();
  for (const { body } of log.messages)
    if (body.kind === 'event' && body.event.name === 'call_ended') ended.add(body.event.callId);
  for (const message of log.messages) {
    if (message.clientMsgId !== null) stored.add(message.clientMsgId);
    if (!worthALine(message, ended)) continue;
    const at = Date.parse(message.createdAt);
    if (at - before > pauseMs) lines.push({ kind: 'moment', key: `at-${message.seq}`, at: message.createdAt });
    before = at;
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
