export * from './agent.ts';
export * from './calendar.ts';
export * from './call.ts';
export * from './capacity.ts';
export * from './channel.ts';
export * from './contract.ts';
export * from './conversation.ts';
export * from './errors.ts';
export * from './events/agent.ts';
export * from './events/visitor.ts';
export * from './ids.ts';
export * from './message.ts';
export * from './presence.ts';
export * from './queue.ts';
export * from './recording.ts';
export * from './routes/channel.ts';
export * from './routes/conversation.ts';
export * from './routes/identity.ts';
export * from './routes/operations.ts';
export * from './routes/recording.ts';
export * from './routes/skill-group.ts';
export * from './routing-rule.ts';
export * from './skill-group.ts';
export * from './visitor.ts';

/** Grows when the wire changes in a way older clients must know. */
export const protocolVersion = 1;
