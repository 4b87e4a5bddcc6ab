import type { VisitState } from './visit-state.ts';

export type Screen =
  | 'loading'
  | 'trouble'
  | 'welcome'
  | 'consent'
  | 'devices'
  | 'full'
  | 'waiting'
  | 'chat'
  | 'call'
  | 'ended';

type Read<T> = { [K in keyof T]: T[K] extends { value: infer V } ? V : never };
export type ScreenInput = Pick<
  Read<VisitState>,
  | 'boot'
  | 'channel'
  | 'step'
  | 'conversation'
  | 'call'
  | 'log'
  | 'drafting'
  | 'writing'
  | 'dismissed'
  | 'callback'
  | 'way'
  | 'full'
>;

/** A call that is on, or that this side has asked for. A call that rings at the visitor shows in the chat instead. */
const callFills = (call: ScreenInput['call']): boolean =>
  call !== null && call.state !== 'ended' && !(call.state === 'ringing' && call.ringing === 'visitor');

function hadCall(input: ScreenInput): boolean {
  if (input.call !== null) return true;
  return (input.log?.messages ?? []).some(({ body }) => body.kind === 'event' && body.event.name === 'call_started');
}

/** Which screen the visitor sees. The server's state decides; the page's own questions come before it. */
export function screenOf(input: ScreenInput): Screen {
  const { boot, channel, conversation, step } = input;
  if (boot.state === 'failed') return 'trouble';
  if (boot.state === 'loading' || channel === null) return 'loading';
  if (step !== null) return step.purpose === 'start' && input.full !== null ? 'full' : step.kind;
  if (callFills(input.call)) return 'call';
  if (conversation === null) return input.drafting ? 'chat' : channel.enabled ? 'welcome' : 'trouble';
  if (conversation.state === 'closed') {
    if (input.dismissed !== conversation.id) return 'ended';
    return input.drafting ? 'chat' : channel.enabled ? 'welcome' : 'trouble';
  }
  // The ways out of waiting have the whole screen, whatever was asked for.
  if (conversation.state === 'waiting' && (input.way !== null || (input.callback !== null && !input.writing)))
    return 'waiting';
  if (conversation.medium === 'text' || input.writing) return 'chat';
  if (conversation.state === 'waiting') return 'waiting';
  return hadCall(input) ? 'chat' : 'waiting';
}
