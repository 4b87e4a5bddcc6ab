import type { AgentId, QueueEntryId } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import type { RoutingAgent, RoutingEntry, RoutingGroup, RoutingSnapshot } from '../routing/index.ts';
import { toRoutingAgent } from './agent-for-routing-service.ts';
import { type MembershipsOfAgents, routingSnapshotRepo } from './routing-snapshot-repo.ts';
import { type Mark, type PresenceMark, readMarks, type WorldMarks } from './world-marks-repo.ts';

export interface LeaderWorldDeps extends Pick<CoreDeps, 'clock' | 'log'> {
  readonly presence: Pick<PresenceService, 'records'>;
}

export type LeaderWorld = ReturnType<typeof createLeaderWorld>;

/** Who is there at present is said by the marks: time alone ends a lease. */
const FOR_EVER = new Date(8_640_000_000_000_000);
/** Of an agent who never was online: there is no row. */
const NO_ROW: Mark = '';

const noGroups: RoutingAgent['groups'] = new Map();

/**
 * What the leader knows of the world, so that a round need not read all of it: waiting entries with their plans, agents, groups.
 * Every round compares it with the rows, by their marks, and reads again what is not the same row any more. It trusts no event, no
 * order of commits and nothing that it believes to have written; so whatever changed a row, however, it is noticed.
 */
export function createLeaderWorld({ clock, log, presence }: LeaderWorldDeps) {
  let entries = new Map<QueueEntryId, { readonly mark: Mark; readonly entry: RoutingEntry }>();
  let agents = new Map<AgentId, { readonly mark: Mark; readonly agent: RoutingAgent }>();
  let memberships: MembershipsOfAgents = new Map();
  let groups: readonly RoutingGroup[] = [];
  let acceptAtOnce = false;
  let lapsed: ReadonlySet<AgentId> = new Set();
  let small: Pick<WorldMarks, 'people' | 'groups' | 'channels'> | undefined;

  const followSmallTables = async (tx: Tx, marks: WorldMarks): Promise<void> => {
    const before = small;
    // Until all of it is read nothing of it counts as read.
    small = undefined;
    if (before?.groups !== marks.groups) {
      groups = await routingSnapshotRepo.groups(tx);
      acceptAtOnce = await routingSnapshotRepo.someAcceptAtOnce(tx);
    }
    if (before?.people !== marks.people) {
      memberships = await routingSnapshotRepo.everybody(tx);
      agents = new Map();
    }
    // The last resort of a waiting contact is the group of its channel.
    if (before?.channels !== marks.channels) entries = new Map();
    small = { people: marks.people, groups: marks.groups, channels: marks.channels };
  };

  const followEntries = async (tx: Tx, waiting: WorldMarks['waiting']): Promise<number> => {
    const changed = waiting.filter(({ id, mark }) => entries.get(id)?.mark !== mark);
    if (changed.length === 0 && waiting.length === entries.size) return 0;
    const ids = changed.map(({ id }) => id);
    const read = new Map((await routingSnapshotRepo.waitingOf(tx, ids)).map((entry) => [entry.id, entry]));
    const next: typeof entries = new Map();
    for (const { id, mark } of waiting) {
      const known = entries.get(id);
      const entry = known?.mark === mark ? known.entry : read.get(id);
      if (entry) next.set(id, { mark, entry });
    }
    entries = next;
    return changed.length;
  };

  const followAgents = async (tx: Tx, presences: readonly PresenceMark[]): Promise<void> => {
    const marks = new Map(presences.map(({ agentId, mark }) => [agentId, mark]));
    lapsed = new Set(presences.flatMap((one) => (one.lapsed ? [one.agentId] : [])));
    const changed = [...memberships.keys()].filter((id) => agents.get(id)?.mark !== (marks.get(id) ?? NO_ROW));
    if (changed.length === 0) return;
    const now = clock.now();
    const records = await presence.records(tx, changed);
    for (const record of records) {
      const groupsOf = memberships.get(record.agentId) ?? noGroups;
      const agent = toRoutingAgent({ ...record, leaseUntil: FOR_EVER, disconnectedAt: null }, groupsOf, now);
      agents.set(record.agentId, { mark: marks.get(record.agentId) ?? NO_ROW, agent });
    }
  };

  return {
    /** Everything is read anew at the next look. */
    forget: (): void => {
      small = undefined;
    },

    /** Brings the memory up to date. */
    async catchUp(tx: Tx): Promise<void> {
      const begun = performance.now();
      // First the marks, then the rows: a row that changes in between is read twice, never missed.
      const marks = await readMarks(tx, clock.now());
      await followSmallTables(tx, marks);
      const entriesRead = await followEntries(tx, marks.waiting);
      await followAgents(tx, marks.presences);
      log.debug({ entriesRead, waiting: entries.size, tookMs: performance.now() - begun }, 'routing world compared');
    },

    snapshot(others: readonly RoutingEntry[] = []): RoutingSnapshot {
      return {
        entries: [...Array.from(entries.values(), ({ entry }) => entry), ...others],
        agents: Array.from(agents.values(), ({ agent }) =>
          lapsed.has(agent.id) ? { ...agent, state: 'offline' as const } : agent,
        ),
        groups,
        // Entries that ring are not among `entries`: the table's unique index on ringing offers is the last word.
        offers: [],
      };
    },

    /** Some group has its text taken in the moment it is offered. */
    someAcceptAtOnce: (): boolean => acceptAtOnce,

    /** The row an entry was read from. */
    markOf: (entryId: QueueEntryId): Mark | undefined => entries.get(entryId)?.mark,
  };
}
