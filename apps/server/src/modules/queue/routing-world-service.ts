import type { AgentId, SkillGroupId } from '@visavis/protocol';
import type { Clock } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import { agentsOf, groupsOf, type RoutingSnapshot } from '../routing/index.ts';
import { toRoutingAgent } from './agent-for-routing-service.ts';
import { routingSnapshotRepo } from './routing-snapshot-repo.ts';

/** Entries of each line that are looked at: what stands behind them has no say. */
const PER_LINE = 200;

/** The world as the router sees it, for whoever asks what would happen. Reads only. */
export const createRoutingWorld = ({ clock, presence }: { clock: Clock; presence: PresenceService }) => ({
  async look(
    db: Db,
    also: { readonly groupIds: readonly SkillGroupId[]; readonly agentIds: readonly AgentId[] },
  ): Promise<RoutingSnapshot> {
    const now = clock.now();
    const entries = await routingSnapshotRepo.waiting(db, PER_LINE, now);
    const groupIds = [
      ...new Set([...entries.flatMap((entry) => [entry.groupId, ...groupsOf(entry.plan)]), ...also.groupIds]),
    ];
    const named = [...new Set([...entries.flatMap((entry) => agentsOf(entry.plan)), ...also.agentIds])];
    const groups = await routingSnapshotRepo.groups(db, groupIds);
    const members = await routingSnapshotRepo.members(db, groupIds, named);
    const records = await presence.records(db, [...members.keys()]);
    const agents = records.map((record) => toRoutingAgent(record, members.get(record.agentId) ?? new Map(), now));
    return { entries, agents, groups, offers: [] };
  },
});
