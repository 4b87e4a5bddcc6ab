/** Handing over, given what it wants of the modules below. */
import type { AgentId, ChannelId, ConversationId, Medium, SkillGroupId, TransferTarget } from '@visavis/protocol';
import { DomainError } from './lib/domain-error.ts';
import type { CallService } from './modules/call/index.ts';
import type { ConversationService } from './modules/conversation/index.ts';
import { isLost, isReachable, mayBeOffered, type PresenceService } from './modules/presence/index.ts';
import type { HandingOver, QueueService } from './modules/queue/index.ts';
import { agentsOf, groupPlan, groupsOf, isSearch, type PlanStage, waitsForLookup } from './modules/routing/index.ts';
import type { SkillGroupService } from './modules/skill-group/index.ts';
import {
  type ConversationToHandOver,
  createTransfers,
  type PlacesWanted,
  type TransferPlan,
} from './modules/transfer/index.ts';
import type { CoreDeps, Realtime } from './ports/index.ts';
import type { Db, Tx } from './schema/index.ts';

export interface TransferSurroundings extends CoreDeps {
  readonly db: Db;
  readonly realtime: Realtime;
  readonly conversations: ConversationService;
  readonly presence: PresenceService;
  readonly queue: QueueService;
  readonly calls: CallService;
  readonly channels: { getChannel(tx: Tx, id: ChannelId): Promise<{ readonly groupId: SkillGroupId }> };
  readonly groups: Pick<SkillGroupService, 'getGroup' | 'listGroups'>;
  readonly wakeRouter: () => void;
}

const placesOf = ({ db, presence, clock }: TransferSurroundings): PlacesWanted => ({
  tryTake: async (tx, agentId, medium) => (await presence.reserveForOffers(tx, [{ agentId, medium }]))[0] === true,
  take: presence.reserve,
  giveBack: presence.release,
  async look(on, agentId, now) {
    const [record] = await presence.records(on, [agentId]);
    if (!record) throw new DomainError('agent_not_found', { agentId });
    return { reachable: isReachable(record, now), there: !isLost(record, now), name: record.displayName };
  },
  answered: presence.offerAnswered,
  missed: presence.offerMissed,
  listAll: presence.listAll,
  async free(agentIds, medium) {
    const now = clock.now();
    const records = await presence.records(db, agentIds);
    return new Set(records.filter((record) => mayBeOffered(record, medium, now)).map((record) => record.agentId));
  },
});

/** Other ways than an agent are nothing for somebody who is being served: only the search for one is kept. */
const searching = (stage: PlanStage): PlanStage[] => {
  if (stage.kind === 'overflow') return [...groupPlan(stage.groupId).stages];
  return isSearch(stage) ? [stage] : [];
};

/** Names an agent, or a group with members: otherwise the group of the channel is asked, as for those who wait. */
const hasSomebody = async (s: TransferSurroundings, tx: Tx, stages: readonly PlanStage[]): Promise<boolean> => {
  const plan = { priority: 0, stages };
  if (agentsOf(plan).length > 0 || waitsForLookup(plan)) return true;
  const groups = (await s.groups.listGroups(tx)).filter((group) => group.members.length > 0);
  return groupsOf(plan).some((id) => groups.some((group) => group.id === id));
};

const planOf = async (
  s: TransferSurroundings,
  tx: Tx,
  conversation: ConversationToHandOver,
  target: Exclude<TransferTarget, { kind: 'agent' }>,
  medium: Medium,
): Promise<TransferPlan> => {
  const channelId = conversation.channelId as ChannelId;
  const { groupId: channelGroupId } = await s.channels.getChannel(tx, channelId);
  const conversationId = conversation.id as ConversationId;
  // The priority is that of the rules in either case: a group does not make somebody less important.
  const found = await s.queue.planFor(tx, { conversationId, channelId, channelGroupId, medium });
  const { priority } = found.plan;
  if (target.kind === 'skill_group')
    return { plan: groupPlan(target.groupId, priority), rule: 'transfer', ruleVersion: null, priority };
  const stages = found.plan.stages.flatMap(searching);
  const plan = (await hasSomebody(s, tx, stages)) ? { ...found.plan, stages } : groupPlan(channelGroupId, priority);
  return { ...found, plan, priority };
};

export const composeTransfers = (s: TransferSurroundings) =>
  createTransfers({
    ...s,
    places: placesOf(s),
    queue: {
      workOf: (tx, id: ConversationId) => s.queue.workOf(tx, id),
      handOver: (tx, id: ConversationId, to: AgentId) => s.queue.handOver(tx, id, to),
      planFor: (tx, conversation, target, medium) => planOf(s, tx, conversation, target, medium),
      wake: s.wakeRouter,
    },
    calls: {
      findOpen: (tx, id) => s.calls.findOpenByConversation(tx, id),
      handOver: s.calls.handOver,
      consult: s.calls.consult,
      hold: s.calls.hold,
      endConsultation: s.calls.endConsultation,
    },
    groups: { getGroup: s.groups.getGroup, listGroups: () => s.groups.listGroups(s.db) },
  });

/** Conversations and router are made before what hands over; they reach it through this. */
export const createTransferLink = () => {
  let made: ReturnType<typeof composeTransfers> | undefined;
  const handingOver: HandingOver = {
    sweep: async (its, now) => (await made?.router.sweep(its, now)) ?? 0,
    rescue: async (tx, id, gone, now) => (await made?.router.rescue(tx, id, gone, now)) ?? false,
    forgiveSilence: async (tx, silence) => made?.router.forgiveSilence(tx, silence),
    waiting: async (tx) => (await made?.router.waiting(tx)) ?? [],
    designated: async (...answer) => made?.router.designated(...answer),
    reached: async (tx, decided) => made?.router.reached(tx, decided),
    ring: async (tx, decided) => (await made?.router.ring(tx, decided)) ?? 0,
    handOversOf: async (id) => (await made?.router.handOversOf(id)) ?? [],
  };
  return {
    handingOver,
    isConsulted: async (agentId: AgentId, id: ConversationId) => (await made?.transfers.concerns(agentId, id)) ?? false,
    connect(transfers: ReturnType<typeof composeTransfers>) {
      made = transfers;
      return transfers;
    },
  };
};
