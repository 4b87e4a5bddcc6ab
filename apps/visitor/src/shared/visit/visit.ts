import { effect } from '@preact/signals';
import {
  CommandError,
  type Connection,
  createMessageOutbox,
  createMessageSync,
  emptyLog,
  type OutboxStorage,
  storedClientIds,
  withLastSeq,
  withMarks,
  withMessages,
} from '@visavis/client/realtime';
import type {
  Call,
  ConversationId,
  FileId,
  Language,
  Medium,
  Message,
  RecordingConsent,
  VisitorConversation,
  VisitorEvents,
  VisitorSnapshot,
} from '@visavis/protocol';
import { type Api, type KnownVisitor, nobodyKnown } from '../api/api.ts';
import { lostAgentOf } from './agent-left.ts';
import { listenForCallback } from './callback-news.ts';
import type { KeyStore } from './key-store.ts';
import { forgetVisit, personOf, startKnownVisit, visitGoesOn } from './person.ts';
import { createReading } from './reading.ts';
import { remember } from './remember.ts';
import { createUploads } from './uploads.ts';
import { createVisitState } from './visit-state.ts';

export interface VisitPorts {
  readonly channelKey: string;
  readonly api: Api;
  /** Opens the realtime connection; `token` is read again for every handshake. */
  readonly connect: (token: () => string) => Connection<VisitorEvents>;
  readonly keys: KeyStore;
  readonly outboxStorage: OutboxStorage;
  readonly newId: () => string;
  readonly language: () => Language;
  /** What the embedding page says of the visitor, asked anew each time; the phone page has nobody to ask. */
  readonly who?: () => Promise<KnownVisitor>;
  /** For the developer's console; the visitor has already been told. */
  readonly log: (message: string, error: unknown) => void;
}

/** How long a press or the first look waits for the connection before the page says that it does not come. */
const patienceMs = 12_000;

const newer = <T extends { version: number }>(before: T | null, after: T, same: boolean): boolean =>
  before === null || !same || after.version >= before.version;

/** One visitor on one channel: what is known, what can be done, and the wiring between page and server. */
export function createVisit(ports: VisitPorts) {
  const { api, keys, log } = ports;
  const state = createVisitState();
  let connection: Connection<VisitorEvents> | undefined;
  let joining: Promise<void> | undefined;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;

  const reading = createReading({ state, line: () => connection, log });
  const { tellMarks } = reading;

  const token = () => keys.get('token') ?? '';
  const online = (): Connection<VisitorEvents> => {
    if (connection === undefined) throw CommandError.connectionLost();
    return connection;
  };

  const outbox = createMessageOutbox({
    storage: ports.outboxStorage,
    newId: ports.newId,
    async send(message) {
      await startWritten(message.conversationId);
      return (await online().command('message:send', message)).message;
    },
    onStored: (message) => takeMessages([message]),
    onStorageError: (error) => log('the outbox could not be stored', error),
  });
  outbox.entries.subscribe((entries) => {
    state.outbox.value = entries;
  });

  const sync = createMessageSync({
    read: () => state.log.value ?? emptyLog('' as ConversationId),
    write: (next) => {
      // Another conversation may have begun while the page was on its way.
      if (next.conversationId === state.log.value?.conversationId) state.log.value = next;
    },
    fetch: (afterSeq) => online().command('message:sync', { conversationId: conversationId(), afterSeq, limit: 200 }),
  });
  const trySync = () => sync().catch((error: unknown) => log('messages could not be fetched', error));

  const conversationId = (): ConversationId => {
    const id = state.log.value?.conversationId ?? state.conversation.value?.id;
    if (id === undefined) throw new Error('there is no conversation yet');
    return id;
  };

  function takeMessages(messages: readonly Message[]): void {
    const before = state.log.value;
    if (before === null) return;
    const after = withMessages(before, messages);
    if (after === before) return;
    state.log.value = after;
    void outbox.settle(storedClientIds(after));
    if (messages.some(({ author }) => author.kind === 'agent')) state.agentTyping.value = false;
    for (const { body } of messages) {
      if (body.kind !== 'event') continue;
      if (body.event.name === 'agent_left') state.lostAgent.value = lostAgentOf(body.event);
      if (body.event.name === 'agent_joined') state.lostAgent.value = null;
    }
    void trySync();
    tellMarks();
  }

  function takeConversation(next: VisitorConversation | null): void {
    const before = state.conversation.value;
    if (next === null) {
      state.conversation.value = null;
      return;
    }
    if (!newer(before, next, before?.id === next.id)) return;
    state.conversation.value = next;
    if (state.log.value?.conversationId !== next.id) {
      state.log.value = emptyLog(next.id);
      state.call.value = null;
    }
    state.log.value = withMarks(withLastSeq(state.log.value ?? emptyLog(next.id), next.lastSeq), next.marks);
    if (next.state !== 'waiting') state.queue.value = null;
    if (next.state === 'closed') {
      state.step.value = null;
      state.writing.value = false;
      keys.remove('written');
    } else state.drafting.value = false;
    void trySync();
  }

  function takeCall(next: Call | null): void {
    const before = state.call.value;
    if (next !== null && !newer(before, next, before?.id === next.id)) return;
    state.call.value = next;
    const over = next === null || next.state === 'ended';
    if (over) state.quality.value = null;
    if (over && state.step.value?.purpose === 'answer') state.step.value = null;
    if (next?.state === 'connecting') state.writing.value = false;
  }

  function takeSnapshot(snapshot: VisitorSnapshot): void {
    state.channel.value = snapshot.channel;
    takeConversation(snapshot.conversation);
    takeCall(snapshot.call);
    state.queue.value = snapshot.queue;
    state.callback.value = snapshot.callback;
    const written = keys.get('written');
    if (snapshot.conversation !== null && snapshot.conversation.id === written) keys.remove('written');
    else if (written !== undefined && snapshot.conversation?.state !== 'waiting') draft(written as ConversationId);
    state.greeted.value = true;
    state.boot.value = { state: 'ready' };
  }

  function draft(id: ConversationId): void {
    if (state.conversation.value !== null && state.conversation.value.state !== 'closed') return;
    keys.set('written', id);
    if (state.conversation.value !== null) dismiss();
    if (state.log.value?.conversationId !== id) state.log.value = emptyLog(id);
    state.drafting.value = true;
  }

  async function hello(): Promise<void> {
    reading.forget();
    takeSnapshot(await online().command('visitor:hello', {}));
    await trySync();
    tellMarks();
    void outbox.flush();
  }

  function listen(line: Connection<VisitorEvents>): void {
    line.on('conversation:changed', takeConversation);
    line.on('queue:changed', (place) => {
      if (state.conversation.value?.state === 'waiting') state.queue.value = place;
    });
    listenForCallback(line, state);
    line.on('message:new', (message) => takeMessages([message]));
    line.on('message:marks', ({ conversationId: id, marks }) => {
      if (state.log.value?.conversationId === id) state.log.value = withMarks(state.log.value, marks);
    });
    line.on('typing:changed', ({ side, typing }) => {
      if (side !== 'agent') return;
      clearTimeout(typingTimer);
      state.agentTyping.value = typing;
      if (typing)
        typingTimer = setTimeout(() => {
          state.agentTyping.value = false;
        }, 6_000);
    });
    line.on('call:changed', takeCall);
    line.on('media:quality', (sign) => {
      state.quality.value = sign;
    });
    line.on('channel:changed', (channel) => {
      state.channel.value = channel;
    });
  }

  /** Opens the connection, with a new token when there is none. Patience ends; the connection goes on trying by itself. */
  function join(): Promise<void> {
    joining ??= openVisit().catch((error: unknown) => {
      joining = undefined;
      throw error;
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(CommandError.connectionLost()), patienceMs);
    });
    return Promise.race([joining, late]).finally(() => clearTimeout(timer));
  }

  async function becomeVisitor(): Promise<void> {
    const known = (await ports.who?.()) ?? nobodyKnown;
    const { visit, person } = await startKnownVisit(ports, ports.language(), known);
    keys.set('token', visit.token);
    if (person === null) keys.remove('person');
    else keys.set('person', person);
  }

  async function openVisit(): Promise<void> {
    if (token() === '') {
      await becomeVisitor();
    }
    const line = ports.connect(token);
    connection = line;
    listen(line);
    line.state.subscribe((next) => {
      state.connection.value = next;
      if (next.status === 'refused') void renewToken(next.code);
    });
    await new Promise<void>((resolve) => {
      line.onReady(async () => {
        await hello();
        resolve();
      });
    });
  }

  async function renewToken(code: string): Promise<void> {
    if (!['visitor_token_invalid', 'auth_required', 'auth_expired'].includes(code)) {
      state.boot.value = { state: 'failed', code };
      return;
    }
    keys.remove('token');
    try {
      await becomeVisitor();
      state.conversation.value = null;
      connection?.retryNow();
    } catch (error) {
      state.boot.value = { state: 'failed', code: error instanceof CommandError ? error.code : 'internal' };
    }
  }

  /** A text conversation begins with its first message; until then nobody is bothered. */
  async function startWritten(id: ConversationId): Promise<void> {
    if (keys.get('written') !== id) return;
    try {
      await join();
    } catch (error) {
      // Without a connection no reconnect would bring the outbox back: let it try again by itself.
      if (error instanceof CommandError && error.code === 'connection_lost')
        throw new CommandError('not_ready', 'no visit yet', true);
      throw error;
    }
    if (keys.get('written') !== id) return;
    await start(id, 'text', null);
    keys.remove('written');
    const begun = state.conversation.value?.id;
    if (begun === undefined || begun === id) return;
    await outbox.readdress(id, begun);
    throw new CommandError('not_ready', 'the words go to the conversation another window has begun', true);
  }

  async function start(id: ConversationId, medium: Medium, recordingConsent: RecordingConsent | null): Promise<void> {
    try {
      const { conversation, queue } = await online().command('conversation:start', {
        conversationId: id,
        medium,
        recordingConsent,
      });
      takeConversation(conversation);
      if (conversation.state === 'waiting') state.queue.value = queue;
      state.full.value = null;
    } catch (error) {
      if (error instanceof CommandError && error.code === 'queue_full') state.full.value = Date.now();
      // Another window of this visitor was faster: go on with what it has begun.
      if (!(error instanceof CommandError && error.code === 'conversation_exists')) throw error;
      await hello();
    }
  }

  const uploads = createUploads({
    state,
    newId: ports.newId,
    async upload(id, file, onProgress, signal) {
      await startWritten(id);
      return api.uploadFile(token(), id, file, onProgress, signal);
    },
    send: (id, fileId: FileId) => outbox.add(id, { kind: 'file', fileId, caption: null }),
  });

  function dismiss(): void {
    const id = state.conversation.value?.id;
    if (id === undefined) return;
    keys.set('dismissed', id);
    state.dismissed.value = id;
  }

  /** Runs a press: one at a time, its failure shown where it was pressed. */
  async function press(work: () => Promise<void>): Promise<boolean> {
    if (state.busy.value) return false;
    state.busy.value = true;
    state.failure.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      log('a press failed', error);
      state.failure.value = error instanceof CommandError ? error.code : 'internal';
      return false;
    } finally {
      state.busy.value = false;
    }
  }

  remember(state, keys);

  effect(() => {
    // Reading them here makes a change of either worth telling.
    void state.log.value;
    if (state.greeted.value) queueMicrotask(tellMarks);
  });

  return {
    state,
    join,
    press,
    dismiss,
    draft,
    start,
    uploads,
    outbox,
    token,
    online,
    ports,
    takeConversation,
    takeCall,
    conversationId,
    setLooking: reading.setLooking,
    tellMarks,
    /** First look: the channel, then, with a token from before, where the visitor stood. */
    async begin() {
      if (ports.who !== undefined && token() !== '' && !visitGoesOn(keys, personOf((await ports.who()).identity)))
        forgetVisit(keys);
      state.words.value = keys.get('words') ?? '';
      state.dismissed.value = keys.get('dismissed') ?? null;
      try {
        state.channel.value = await api.getChannel(ports.channelKey);
        await outbox.load();
        if (token() !== '') await join();
        state.boot.value = { state: 'ready' };
      } catch (error) {
        log('the page could not begin', error);
        state.boot.value = { state: 'failed', code: error instanceof CommandError ? error.code : 'internal' };
      }
    },
    async refreshChannel() {
      if (connection !== undefined || state.boot.value.state !== 'ready') return;
      try {
        state.channel.value = await api.getChannel(ports.channelKey);
      } catch (error) {
        log('the channel could not be read again', error);
      }
    },
    close() {
      connection?.close();
      outbox.close();
    },
  };
}
export type Visit = ReturnType<typeof createVisit>;
