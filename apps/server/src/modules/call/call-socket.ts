import type {
  Call,
  CallId,
  CommandName,
  CommandPayload,
  ConversationId,
  RecordingConsent,
  VisitorEvents,
} from '@visavis/protocol';
import type {
  Principal,
  Realtime,
  SocketContext,
  SocketModule,
  StoredDomainEvent,
  Transactions,
} from '../../ports/index.ts';
import type { CallService } from './call-service.ts';
import type { MediaService } from './media-service.ts';
import type { WarmUp } from './warm-up-service.ts';

export interface CallSocketDeps {
  readonly calls: CallService;
  readonly media: MediaService;
  readonly warmUp: WarmUp;
  readonly transactions: Transactions;
  readonly realtime: Realtime;
}

type Context = SocketContext<Principal>;
type Payload<N extends CommandName<VisitorEvents>> = CommandPayload<VisitorEvents, N>;

/** Commands that mean the same from both sides. */
const sharedCommands = ({ calls, media, warmUp, transactions }: CallSocketDeps) => ({
  'call:decline': async ({ callId }: Payload<'call:decline'>, { principal }: Context) => {
    await transactions.run((tx) => calls.decline(tx, principal, callId));
    return {};
  },
  'call:end': async ({ callId }: Payload<'call:end'>, { principal }: Context) => {
    await transactions.run((tx) => calls.end(tx, principal, callId));
    return {};
  },
  'call:mute': async ({ callId, ...switches }: Payload<'call:mute'>, { principal }: Context) => {
    media.muted(await transactions.run((tx) => calls.mute(tx, principal, callId, switches)));
    return {};
  },
  'media:warm': (payload: Payload<'media:warm'>, context: Context) => warmUp.join(context, payload),
  'media:join': (payload: Payload<'media:join'>, context: Context) => media.join(context, payload),
  'media:publish': (payload: Payload<'media:publish'>, context: Context) => media.publish(context, payload),
  'media:answer': async (payload: Payload<'media:answer'>, context: Context) => {
    await media.answer(context, payload);
    return {};
  },
  'media:candidate': async (payload: Payload<'media:candidate'>, context: Context) => {
    await media.candidate(context, payload);
    return {};
  },
  'media:renew': async (payload: Payload<'media:renew'>, context: Context) => {
    await media.renew(context, payload);
    return {};
  },
  'media:quality': async (payload: Payload<'media:quality'>, context: Context) => {
    await media.quality(context, payload);
    return {};
  },
});

export const createCallSocket = (deps: CallSocketDeps): SocketModule => {
  const { calls, media, transactions, realtime } = deps;
  const shared = sharedCommands(deps);

  const start = async (
    principal: Principal,
    wanted: {
      readonly conversationId: ConversationId;
      readonly kind: Call['kind'];
      readonly consent: RecordingConsent | null;
    },
  ) => ({ call: await transactions.run((tx) => calls.start(tx, principal, wanted)) });

  /** Whoever asked hears the answer at once; everybody else by the outbox. */
  const accept = async (principal: Principal, callId: CallId, consent: RecordingConsent | null) => {
    const call = await transactions.run((tx) => calls.accept(tx, principal, callId, consent));
    const found = await transactions.run((tx) => calls.findWithPeople(tx, callId));
    if (found !== null && principal.kind === 'agent') realtime.toVisitor(found.visitorId, 'call:changed', call);
    if (found !== null && principal.kind === 'visitor')
      for (const agentId of found.agentIds) realtime.toAgent(agentId, 'call:changed', call);
    return { call };
  };

  const callChanged = async (event: StoredDomainEvent): Promise<void> => {
    const found = await transactions.run((tx) => calls.findWithPeople(tx, event.payload.callId as CallId));
    if (found === null) return;
    const { call, agentIds, visitorId } = found;
    realtime.toFollowers(call.conversationId, 'call:changed', call);
    // The agent may not follow the conversation yet on a connection that has just come up.
    for (const agentId of agentIds) realtime.toAgent(agentId, 'call:changed', call);
    realtime.toVisitor(visitorId, 'call:changed', call);
  };

  return {
    agent: {
      ...shared,
      'call:start': ({ conversationId, kind }, { principal }) =>
        start(principal, { conversationId, kind, consent: null }),
      'call:accept': ({ callId }, { principal }) => accept(principal, callId, null),
    },
    visitor: {
      ...shared,
      'call:start': ({ conversationId, kind, recordingConsent }, { principal }) =>
        start(principal, { conversationId, kind, consent: recordingConsent }),
      'call:accept': ({ callId, recordingConsent }, { principal }) => accept(principal, callId, recordingConsent),
    },
    connections: {
      agentConnected: (principal, socketId) => media.socketOpened({ principal, socketId }),
      visitorConnected: (principal, socketId) => media.socketOpened({ principal, socketId }),
      agentDisconnected: (principal, socketId, remaining) => media.socketClosed({ principal, socketId }, remaining),
      visitorDisconnected: (principal, socketId, remaining) => media.socketClosed({ principal, socketId }, remaining),
    },
    events: { call_changed: callChanged },
  };
};
