import type { ConversationId, PlannedStage, RoutedEntry, RoutingHistory, RoutingReason } from '@visavis/protocol';
import type { Db } from '../../schema/index.ts';
import { agentsOf, groupsOf, isSearch, nextStage, offeredAfter, type RoutingPlan } from '../routing/index.ts';
import { type HistoryEntryRow, type HistoryOfferRow, routingHistoryRepo } from './routing-history-repo.ts';
import { routingStepsRepo, type StepRow } from './routing-steps-repo.ts';
import { readReasons } from './stored-reason-repo.ts';

export interface RoutingHistoryDeps {
  readonly db: Db;
  /** Throws conversation_not_found. */
  readonly assertExists: (conversationId: ConversationId) => Promise<unknown>;
}

export type RoutingHistoryService = ReturnType<typeof createRoutingHistoryService>;

type Names = ReadonlyMap<string, string>;

const planned = (whole: RoutingPlan, index: number, names: Names): PlannedStage[] => {
  const stage = whole.stages[index];
  if (!stage) return [];
  const nameOf = (id: string): string => names.get(id) ?? id;
  const plan = { priority: 0, stages: [stage] };
  // Whatever patience it was given: the search goes on there until somebody comes.
  const lasts = isSearch(stage) && nextStage(whole, index) !== null ? stage.patienceMs : null;
  const after = stage.kind === 'offer' ? offeredAfter(whole, index) : null;
  const groups =
    stage.kind === 'skill_group' ? stage.groups : groupsOf(plan).map((groupId) => ({ groupId, minLevel: 1 }));
  const told: PlannedStage = {
    kind: stage.kind,
    groups: groups.map(({ groupId, minLevel }) => ({ name: nameOf(groupId), minLevel })),
    agents: agentsOf(plan).map(nameOf),
    options: stage.kind === 'offer' ? [...stage.options] : [],
    patienceSeconds: lasts === null ? null : lasts / 1_000,
    afterSeconds: after === null || !Number.isFinite(after) ? null : after / 1_000,
  };
  return [told];
};

const routed = (
  row: HistoryEntryRow,
  names: Names,
  offers: readonly HistoryOfferRow[],
  steps: readonly StepRow[],
  reasons: ReadonlyMap<HistoryOfferRow, RoutingReason>,
): RoutedEntry =>
  ({
    id: row.id,
    groupId: row.group_id,
    groupName: row.group_name,
    medium: row.medium,
    state: row.state,
    priority: row.priority,
    rule: row.rule,
    ruleVersion: row.rule_version,
    plan: row.plan.stages.flatMap((_, index) => planned(row.plan, index, names)),
    stage: row.stage_index + 1,
    enqueuedAt: row.enqueued_at.toISOString(),
    enteredAt: row.entered_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    servedBy: row.served_by,
    offers: offers.map((offer) => ({
      offerId: offer.id,
      agentId: offer.agent_id,
      agentName: offer.agent_name,
      state: offer.state,
      offeredAt: offer.offered_at.toISOString(),
      endedAt: offer.ended_at?.toISOString() ?? null,
      declineReason: offer.decline_reason,
      declineNote: offer.decline_note,
      reason: reasons.get(offer),
    })),
    steps: steps.map(({ at, kind, detail }) => ({ at: at.toISOString(), kind, detail })),
  }) as RoutedEntry;

/** Why this agent: the way of a conversation through the lines, from what was stored when it happened. */
export const createRoutingHistoryService = ({ db, assertExists }: RoutingHistoryDeps) => ({
  async of(conversationId: ConversationId): Promise<RoutingHistory> {
    await assertExists(conversationId);
    const entries = await routingHistoryRepo.entries(db, conversationId);
    const ids = entries.map((entry) => entry.id);
    const [offers, steps, names] = await Promise.all([
      routingHistoryRepo.offers(db, ids),
      routingStepsRepo.list(db, ids),
      routingHistoryRepo.names(db, [
        ...new Set(entries.flatMap(({ plan }) => [...groupsOf(plan), ...agentsOf(plan)] as string[])),
      ]),
    ]);
    const whole = await readReasons(db, offers);
    const reasons = new Map(offers.flatMap((offer, index) => (whole[index] ? [[offer, whole[index]] as const] : [])));
    return {
      conversationId,
      entries: entries.map((entry) =>
        routed(
          entry,
          names,
          offers.filter((offer) => offer.queue_entry_id === entry.id),
          steps.filter((step) => step.entry_id === entry.id),
          reasons,
        ),
      ),
    };
  },
});
