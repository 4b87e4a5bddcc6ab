import { notifications } from '@mantine/notifications';
import type { Call, CallId, CallKind, ConversationId } from '@visavis/protocol';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { type Desk, openCallOf, runningCallOf, takesPart, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { liveIn } from './call-life.ts';
import { endedHere, setLiveCall, useLiveCall } from './live-call.ts';
import { unblockSound } from './Signs.tsx';
import { seenIn } from './seen-in.ts';
import { warmOffers } from './warm-offer.ts';

/** Joins the moment the desk knows of a call: waiting until the page is drawn anew would delay the first picture. */
function followCalls(desk: Desk): () => void {
  let joined: { readonly id: string; readonly kind: CallKind; readonly leave: () => void } | undefined;
  const follow = () => {
    const call = runningCallOf(desk.state.get(), desk.me.id);
    if (call?.id === joined?.id && call?.kind === joined?.kind) return;
    joined?.leave();
    joined = call && { id: call.id, kind: call.kind, leave: liveIn(desk, call) };
  };
  follow();
  const stop = desk.state.subscribe(follow);
  return () => {
    stop();
    joined?.leave();
  };
}

/** Takes part in whatever call this agent is in, whichever page is open; after a reload the snapshot names it again. */
export function CallProvider({ children }: { children: ReactNode }) {
  const desk = useDesk();
  const running = useDeskState((state) => runningCallOf(state, desk.me.id));
  useEffect(() => warmOffers(desk), [desk]);
  useEffect(() => followCalls(desk), [desk]);
  useExpectation(running);
  useFarewell();
  useSoundAfterGesture();
  return children;
}

/** Any click or key opens the way for sound that the browser held back. */
function useSoundAfterGesture(): void {
  const blocked = useLiveCall((live) => live.blocked);
  useEffect(() => {
    if (!blocked) return undefined;
    window.addEventListener('pointerdown', unblockSound, { once: true });
    window.addEventListener('keydown', unblockSound, { once: true });
    return () => {
      window.removeEventListener('pointerdown', unblockSound);
      window.removeEventListener('keydown', unblockSound);
    };
  }, [blocked]);
}

/** What whom one sees says they send; silence that was announced is not a fault. */
function useExpectation(call: Call | undefined): void {
  const media = useLiveCall((live) => live.media);
  const { me } = useDesk();
  const seen = call && seenIn(call, me.id);
  const here = seen?.state === 'joined';
  const [picture, sound] = [here && seen.camera, here && seen.microphone];
  useEffect(() => media?.expect({ picture, sound }), [media, picture, sound]);
}

/** Says in plain words why a call is over, unless this agent hung up. */
function useFarewell(): void {
  const { t } = useTranslation();
  const desk = useDesk();
  const nameOf = useVisitorName();
  const told = useRef(new Set<string>());
  useEffect(
    () =>
      desk.connection.on('call:changed', (call) => {
        if (call.state !== 'ended' || call.endReason === null || told.current.has(call.id)) return;
        if (
          !takesPart({ ...call, participants: call.participants.map((p) => ({ ...p, state: 'joined' })) }, desk.me.id)
        )
          return;
        told.current.add(call.id);
        // What this agent declined, missed or hung up needs no telling.
        const unanswered = call.endReason === 'declined' || call.endReason === 'missed';
        if (endedHere.has(call.id) || (unanswered && call.startedBy === 'visitor')) return;
        const conversation = desk.state.get().conversations.get(call.conversationId);
        const name = nameOf(conversation);
        notifications.show({ id: call.id, message: t(`call.ended.${call.endReason}`, { name }) });
      }),
    [desk, nameOf, t],
  );
}

/** The open call of a conversation that this agent is in and that fills the middle. */
export function useCallOf(conversationId: ConversationId | undefined): Call | undefined {
  const { me } = useDesk();
  const docked = useLiveCall((live) => live.docked);
  const call = useDeskState((state) => (conversationId ? openCallOf(state, conversationId) : undefined));
  if (docked) return undefined;
  return call && takesPart(call, me.id) && call.ringing !== 'agent' ? call : undefined;
}

/** Asks the visitor of a conversation for a call. */
export function useStartCall(): (conversationId: ConversationId, kind: CallKind) => Promise<void> {
  const { t } = useTranslation();
  const desk = useDesk();
  return async (conversationId, kind) => {
    setLiveCall({ docked: false });
    try {
      desk.put(await desk.connection.command('call:start', { conversationId, kind }));
    } catch (error) {
      notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) });
    }
  };
}

export function useEndCall(): (callId: CallId) => Promise<void> {
  const { t } = useTranslation();
  const desk = useDesk();
  return async (callId) => {
    endedHere.add(callId);
    try {
      await desk.connection.command('call:end', { callId });
    } catch (error) {
      if (failureCode(error) === 'call_ended') return;
      notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) });
    }
  };
}
