import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import type { Call, CallId, Decline, Medium, Offer, OfferId, Transfer } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { incomingCalls, ringingTransfers, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { deadlineOf } from './deadline.ts';

/** Something that rings at this agent: an offer from the queue, or a call inside a running conversation. */
export interface Ring {
  readonly key: string;
  readonly name: string;
  readonly vipLevel: number | undefined;
  readonly medium: Medium;
  readonly offer: Offer | null;
  /** A colleague hands this over. */
  readonly transfer?: Transfer;
  /** Milliseconds of this machine's clock. */
  readonly deadline: number;
  readonly totalMs: number;
  readonly accept: () => Promise<void>;
  readonly decline: (why?: Decline) => Promise<void>;
}

export function useRings(): Ring[] {
  const { t } = useTranslation();
  const desk = useDesk();
  const offers = useDeskState((known) => known.offers);
  const calls = useDeskState((known) => known.calls);
  const conversations = useDeskState((known) => known.conversations);
  const transfers = useDeskState((known) => known.transfers);
  const navigate = useNavigate();
  const nameOf = useVisitorName();

  const guarded = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (error) {
      const reason = t(`errors.${failureCode(error)}`);
      notifications.show({ color: 'red', message: t('offer.failed', { reason }) });
    }
  };
  const offerRing = (offer: Offer): Ring => ({
    key: offer.id,
    name: nameOf(offer),
    vipLevel: offer.vipLevel,
    medium: offer.medium,
    offer,
    ...deadlineOf(offer.id, offer.offeredAt, offer.expiresAt),
    accept: guarded(async () => {
      const conversation = await desk.accept(offer.id as OfferId);
      await navigate({ to: '/work/$conversationId', params: { conversationId: conversation.id } });
    }),
    decline: (why) => guarded(() => desk.decline(offer.id as OfferId, why))(),
  });
  const callRing = (call: Call): Ring => {
    const conversation = conversations.get(call.conversationId);
    return {
      key: call.id,
      name: nameOf(conversation),
      vipLevel: conversation?.visitor.vipLevel,
      medium: call.kind,
      offer: null,
      ...deadlineOf(call.id, call.startedAt, call.ringUntil ?? call.startedAt),
      accept: guarded(async () => {
        desk.put(await desk.connection.command('call:accept', { callId: call.id as CallId }));
        await navigate({ to: '/work/$conversationId', params: { conversationId: call.conversationId } });
      }),
      decline: guarded(async () => {
        await desk.connection.command('call:decline', { callId: call.id as CallId });
      }),
    };
  };
  const transferRing = (transfer: Transfer): Ring => ({
    key: transfer.id,
    name: nameOf(transfer),
    vipLevel: transfer.vipLevel,
    medium: transfer.medium,
    offer: null,
    transfer,
    ...deadlineOf(
      `${transfer.id} ${transfer.to?.agentId} ${transfer.dueAt}`,
      transfer.startedAt,
      transfer.dueAt ?? transfer.startedAt,
    ),
    accept: guarded(async () => {
      const taken = await desk.connection.command('transfer:accept', { transferId: transfer.id });
      desk.put(taken);
      await navigate({ to: '/work/$conversationId', params: { conversationId: transfer.conversationId } });
    }),
    decline: (why) =>
      guarded(async () => {
        await desk.connection.command('transfer:decline', { transferId: transfer.id, ...why });
        desk.dismissTransfer(transfer.id);
      })(),
  });
  return [
    ...incomingCalls({ calls, conversations }, desk.me.id).map(callRing),
    ...ringingTransfers({ transfers }, desk.me.id).map(transferRing),
    ...offers.map(offerRing),
  ];
}
