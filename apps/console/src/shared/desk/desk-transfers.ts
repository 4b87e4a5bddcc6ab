import type { AgentSnapshot, Transfer } from '@visavis/protocol';

/** Transfers this agent has to do with: the open ones, and ended ones of their own until they are dismissed. */
export type Transfers = ReadonlyMap<Transfer['id'], Transfer>;

interface WithTransfers {
  readonly transfers: Transfers;
}

export const transfersIn = (snapshot: AgentSnapshot): Transfers =>
  new Map(snapshot.transfers.map((transfer) => [transfer.id, transfer]));

/** News of one; an older version than the known one is dropped. */
export function withTransfer<D extends WithTransfers>(desk: D, transfer: Transfer): D {
  const known = desk.transfers.get(transfer.id);
  if (known && known.version > transfer.version) return desk;
  return { ...desk, transfers: new Map(desk.transfers).set(transfer.id, transfer) };
}

export function withoutTransfer<D extends WithTransfers>(desk: D, id: Transfer['id']): D {
  if (!desk.transfers.has(id)) return desk;
  return { ...desk, transfers: new Map([...desk.transfers].filter(([other]) => other !== id)) };
}

/** What colleagues ask this agent to take. */
export const ringingTransfers = ({ transfers }: WithTransfers, agentId: string): Transfer[] =>
  [...transfers.values()].filter((one) => one.state === 'ringing' && one.to?.agentId === agentId);

/** What colleagues ask this agent's advice about right now, the oldest first. */
export const consultedTransfers = ({ transfers }: WithTransfers, agentId: string): Transfer[] =>
  [...transfers.values()]
    .filter((one) => one.state === 'consulting' && one.to?.agentId === agentId)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));

/** The open transfer of a conversation. */
export const openTransferOf = ({ transfers }: WithTransfers, conversationId: string): Transfer | undefined =>
  [...transfers.values()].find((one) => one.conversationId === conversationId && one.endedAt === null);

/** Transfers of this agent that came back. */
export const returnedTransfers = ({ transfers }: WithTransfers, agentId: string): Transfer[] =>
  [...transfers.values()].filter((one) => one.state === 'returned' && one.from.agentId === agentId);
