import type { Connection, MessageOutbox, OutboxStorage, Source } from '@visavis/client';
import { createMessageOutbox, createSource, newUuid, storedClientIds } from '@visavis/client';
import {
  type Agent,
  type AgentEvents,
  type Conversation,
  type Decline,
  type FactName,
  type InternalNote,
  type OfferId,
  presenceTiming,
  type SetPresence,
  type Transfer,
  type WrapUp,
} from '@visavis/protocol';
import {
  type DeskState,
  emptyDesk,
  factHandlers,
  myConversations,
  withCall,
  withConversation,
  withoutOffer,
  withSnapshot,
  withWrapUp,
} from './desk-state.ts';
import { consultedTransfers, withoutTransfer, withTransfer } from './desk-transfers.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createMessageFeeds, type MessageFeeds } from './message-feeds.ts';
import { createNoteFeeds, type NoteFeeds } from './note-feeds.ts';

/** The signed-in agent's live side: the connection, what it says, and what waits to be sent. */
export interface Desk {
  readonly me: Agent;
  readonly connection: Connection<AgentEvents>;
  readonly state: Source<DeskState>;
  readonly feeds: MessageFeeds;
  readonly outbox: MessageOutbox;
  /** Notes between agents, and those of this console that are on their way. */
  readonly notes: NoteFeeds;
  readonly noteOutbox: MessageOutbox;
  setPresence(choice: Pick<SetPresence, 'state'> & Partial<SetPresence>): Promise<void>;
  /** Takes "after this one" back. */
  keepPresence(): Promise<void>;
  accept(offerId: OfferId): Promise<Conversation>;
  /** Whether this window has accepted the offer; another window of the same agent may have. */
  acceptedHere(offerId: OfferId): boolean;
  decline(offerId: OfferId, why?: Decline): Promise<void>;
  /** Puts a conversation or call on the desk that came another way than by a fact. */
  put(entity: { conversation?: Conversation; call?: Parameters<typeof withCall>[1] | null; transfer?: Transfer }): void;
  putWrapUp(wrapUp: WrapUp): void;
  dismissEndedOffer(): void;
  /** Forgets a transfer that has ended. */
  dismissTransfer(id: Transfer['id']): void;
  close(): void;
}

interface DeskPorts {
  readonly me: Agent;
  readonly connection: Connection<AgentEvents>;
  readonly storage: OutboxStorage;
  readonly noteStorage: OutboxStorage;
  readonly onAuthEnded: (reason: 'signed_out' | 'disabled' | 'expired') => void;
}

const typingLapseMs = 8_000;

export function createDesk({ me, connection, storage, noteStorage, onAuthEnded }: DeskPorts): Desk {
  const state = createSource<DeskState>(emptyDesk);
  const change = (step: (desk: DeskState) => DeskState) => state.set(step(state.get()));
  const feeds = createMessageFeeds(connection);
  const outbox = createMessageOutbox({
    storage,
    newId: newUuid,
    send: async (message) => (await connection.command('message:send', message)).message,
    onStored: (message) => feeds.take(message),
  });
  const notes = createNoteFeeds(connection);
  // An outbox of its own: nothing that waits in it can ever go out as a message to the visitor.
  const noteOutbox = createMessageOutbox<InternalNote>({
    storage: noteStorage,
    newId: newUuid,
    send: async ({ conversationId, clientMsgId, body }) => {
      const text = body.kind === 'text' ? body.text : '';
      return (await connection.command('note:write', { conversationId, clientMsgId, text })).note;
    },
    onStored: (note) => notes.take(note),
  });
  const stops: (() => void)[] = [];
  const accepted = new Set<OfferId>();
  const lapses = new Map<string, ReturnType<typeof setTimeout>>();
  // A command that only informs the server may fail with the connection; the next one says the same again.
  const tell = (work: Promise<unknown>) => void work.catch(() => undefined);

  for (const name of Object.keys(factHandlers) as (keyof typeof factHandlers)[]) {
    const handler = factHandlers[name] as (desk: DeskState, payload: unknown) => DeskState;
    stops.push(connection.on(name as FactName<AgentEvents>, (payload) => change((desk) => handler(desk, payload))));
  }
  stops.push(
    connection.on('message:new', (message) => {
      feeds.take(message);
      if (message.clientMsgId) void outbox.settle(new Set([message.clientMsgId]));
      const mine = state.get().conversations.get(message.conversationId)?.agent?.id === me.id;
      if (mine && message.author.kind === 'visitor') {
        const { conversationId, seq } = message;
        tell(connection.command('message:delivered', { conversationId, seq }));
      }
    }),
    connection.on('note:new', (note) => {
      notes.take(note);
      void noteOutbox.settle(new Set([note.clientMsgId]));
    }),
    connection.on('note:marked', ({ conversationId, readSeq }) => notes.mark(conversationId, readSeq)),
    connection.on('message:marks', ({ conversationId, marks }) => feeds.mark(conversationId, marks)),
    connection.on('conversation:changed', (conversation) => {
      if (conversation.agent?.id === me.id) void feeds.refresh(conversation);
    }),
    connection.on('transfer:changed', ({ to, state: now, conversationId }) => {
      if (to?.agentId === me.id && now === 'consulting') void notes.refresh(conversationId);
    }),
    connection.on('typing:changed', ({ conversationId, side, typing }) => {
      clearTimeout(lapses.get(conversationId));
      if (side !== 'visitor' || !typing) return;
      const lapse = () =>
        change((desk) => factHandlers['typing:changed'](desk, { conversationId, side, typing: false }));
      lapses.set(conversationId, setTimeout(lapse, typingLapseMs));
    }),
    connection.on('auth:ended', ({ reason }) => onAuthEnded(reason)),
    connection.state.subscribe((next) => {
      if (next.status === 'refused') onAuthEnded(next.code === 'forbidden' ? 'disabled' : 'expired');
    }),
    connection.onReady(async () => {
      const snapshot = await connection.command('agent:hello', {});
      change((desk) => withSnapshot(desk, snapshot));
      const mine = myConversations(state.get(), me.id);
      const consulted = consultedTransfers(state.get(), me.id).map((one) => notes.refresh(one.conversationId));
      await Promise.all([...consulted, ...mine.flatMap((one) => [feeds.refresh(one), notes.refresh(one.id)])]);
      for (const { id } of mine) await outbox.settle(storedClientIds(feeds.follow(id).get().log));
      await Promise.all([outbox.flush(), noteOutbox.flush()]);
    }),
  );
  const stopBeat = startHeartbeat(presenceTiming.heartbeatMs, () => {
    if (connection.state.get().status === 'online') tell(connection.command('presence:heartbeat', {}));
  });
  for (const box of [outbox, noteOutbox]) void box.load().then(() => box.flush());

  return {
    me,
    connection,
    state,
    feeds,
    outbox,
    notes,
    noteOutbox,
    async setPresence(choice) {
      const presence = await connection.command('presence:set', choice);
      change((desk) => ({ ...desk, presence }));
    },
    async keepPresence() {
      const presence = await connection.command('presence:keep', {});
      change((desk) => ({ ...desk, presence }));
    },
    acceptedHere: (offerId) => accepted.has(offerId),
    async accept(offerId) {
      accepted.add(offerId);
      const { conversation, call } = await connection.command('offer:accept', { offerId }).catch((error: unknown) => {
        accepted.delete(offerId);
        throw error;
      });
      // One change, one redraw: a call's first picture waits for it.
      change((desk) => {
        const taken = withoutOffer(withConversation(desk, conversation), offerId);
        return call ? withCall(taken, call) : taken;
      });
      void feeds.refresh(conversation);
      return conversation;
    },
    async decline(offerId, why = {}) {
      await connection.command('offer:decline', { ...why, offerId });
      change((desk) => withoutOffer(desk, offerId));
    },
    put({ conversation, call, transfer }) {
      if (conversation) change((desk) => withConversation(desk, conversation));
      if (call) change((desk) => withCall(desk, call));
      if (transfer) change((desk) => withTransfer(desk, transfer));
    },
    dismissTransfer: (id) => change((desk) => withoutTransfer(desk, id)),
    putWrapUp: (wrapUp) => change((desk) => withWrapUp(desk, wrapUp)),
    dismissEndedOffer: () => change((desk) => ({ ...desk, endedOffer: null })),
    close() {
      stopBeat();
      for (const stop of stops) stop();
      outbox.close();
      noteOutbox.close();
      connection.close();
    },
  };
}
