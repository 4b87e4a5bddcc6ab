import type { InternalNote, Message, TimelineEvent } from '@visavis/protocol';

type CallStarted = Extract<TimelineEvent, { name: 'call_started' }>;
type CallEnded = Extract<TimelineEvent, { name: 'call_ended' }>;

/** Where a line stands in a call: its first, its last, between, or outside (null). */
export type InCall = 'first' | 'middle' | 'last' | null;

/** What a supervisor did with a conversation. */
export interface ByHand {
  readonly kind: 'assigned' | 'pulled_back';
  readonly at: string;
  readonly by: string;
  /** To whom, or from whom; null: to the one who reads it. */
  readonly agent: string | null;
}

export type TimelineItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | {
      readonly kind: 'said' | 'event';
      readonly key: string;
      readonly message: Message;
      readonly inCall: InCall;
      /** The same person spoke just before: no name again. */
      readonly follows: boolean;
    }
  | { readonly kind: 'note'; readonly key: string; readonly note: InternalNote; readonly inCall: InCall }
  | { readonly kind: 'hand'; readonly key: string; readonly hand: ByHand; readonly inCall: InCall }
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly message: Message;
      readonly inCall: InCall;
      readonly started: CallStarted;
      /** null while the call goes on. */
      readonly ended: CallEnded | null;
      /** When the contact left the reader in the middle of the call, whose end they do not see; null otherwise. */
      readonly leftAt: string | null;
    };

const followsWithinMs = 120_000;

function speaker(message: Message): string {
  return message.author.kind === 'agent' ? message.author.agentId : message.author.kind;
}

/** The begin of a call that never connected: such a call is one line, told by its end. */
function beginsUnconnected({ body }: Message, ends: ReadonlyMap<string, CallEnded>): boolean {
  if (body.kind !== 'event' || body.event.name !== 'call_started') return false;
  return ends.get(body.event.callId)?.durationMs === null;
}

/**
 * Turns messages in order of seq into what the time line draws: days, calls as thick stretches, people's words, events.
 * `closed`: nothing follows any more. Notes between agents, in their own order, stand after the message that was the last one when they were written.
 */
export function timelineItems(
  messages: readonly Message[],
  notes: readonly InternalNote[] = [],
  closed = false,
): TimelineItem[] {
  const ends = new Map<string, CallEnded>();
  for (const { body } of messages) {
    if (body.kind === 'event' && body.event.name === 'call_ended') ends.set(body.event.callId, body.event);
  }
  const items: TimelineItem[] = [];
  let previous: Message | undefined;
  let openCall: string | null = null;
  let placed = 0;
  /** Puts in what was written before the message with this seq came. */
  const notesBefore = (seq: number) => {
    for (let note = notes[placed]; note && note.afterSeq < seq; note = notes[placed]) {
      items.push({ kind: 'note', key: note.id, note, inCall: openCall ? 'middle' : null });
      placed += 1;
    }
  };
  for (const message of messages) {
    const key = message.id;
    notesBefore(message.seq);
    if (beginsUnconnected(message, ends)) continue;
    if (!previous || new Date(previous.createdAt).toDateString() !== new Date(message.createdAt).toDateString()) {
      items.push({ kind: 'day', key: `day-${key}`, at: message.createdAt });
    }
    const event = message.body.kind === 'event' ? message.body.event : null;
    if (event?.name === 'call_started') {
      const ended = ends.get(event.callId) ?? null;
      openCall = event.callId;
      const leftAt = closed && ended === null ? (messages.at(-1)?.createdAt ?? null) : null;
      items.push({ kind: 'call', key, message, inCall: 'first', started: event, ended, leftAt });
    } else if (event) {
      const closes = event.name === 'call_ended' && event.callId === openCall;
      const inCall: InCall = closes ? 'last' : openCall ? 'middle' : null;
      if (closes) openCall = null;
      items.push({ kind: 'event', key, message, inCall, follows: false });
    } else {
      const follows =
        previous !== undefined &&
        previous.body.kind !== 'event' &&
        speaker(previous) === speaker(message) &&
        Date.parse(message.createdAt) - Date.parse(previous.createdAt) < followsWithinMs &&
        items.at(-1)?.kind === 'said';
      items.push({ kind: 'said', key, message, inCall: openCall ? 'middle' : null, follows });
    }
    previous = message;
  }
  notesBefore(Number.POSITIVE_INFINITY);
  return items;
}
