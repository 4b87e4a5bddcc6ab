/** Made-up worlds for tests of the router. */
import {
  type AgentId,
  ChoiceStrategy,
  type Medium,
  noLoads,
  type OfferId,
  type QueueEntryId,
  type SkillGroupId,
  textPlaces,
} from '@visavis/protocol';
import fc from 'fast-check';
import {
  groupPlan,
  type OfferDecision,
  type RoutingAgent,
  type RoutingDecision,
  type RoutingEntry,
  type RoutingGroup,
  type RoutingSnapshot,
} from '../src/modules/routing/index.ts';

export const now = 1_800_000_000_000;
export const group = (name: string, strategy: ChoiceStrategy = 'least_loaded'): RoutingGroup => ({
  id: name as SkillGroupId,
  name,
  strategy,
  ringMs: { text: 20_000, voice: 20_000, video: 20_000 },
  maxWaitMs: null,
  waitedTooLong: { kind: 'expire' },
  rampMs: 0,
});
/** Levels by group; the place in a group follows from the level, so that `sequence` is not the order of ids. */
export const memberships = (levels: readonly (readonly [string, number])[]): RoutingAgent['groups'] =>
  new Map(levels.map(([groupId, level]) => [groupId as SkillGroupId, { level, position: level }]));
export const agent = (
  name: string,
  over: Partial<RoutingAgent> = {},
  groups: Record<string, number> = { g: 3 },
): RoutingAgent => ({
  id: name as AgentId,
  displayName: name,
  state: 'online',
  arrivedAt: now - 3_600_000,
  capacity: textPlaces(3),
  loads: noLoads,
  idleSince: now - 60_000,
  lastAssignedAt: null,
  groups: memberships(Object.entries(groups)),
  ...over,
});
export const entry = (
  name: string,
  over: Partial<Omit<RoutingEntry, 'groupId'>> & { groupId?: string; minLevel?: number } = {},
): RoutingEntry => ({
  id: name as QueueEntryId,
  groupId: (over.groupId ?? 'g') as SkillGroupId,
  medium: over.medium ?? 'text',
  plan: over.plan ?? groupPlan((over.groupId ?? 'g') as SkillGroupId, over.priority ?? 0, over.minLevel ?? 1),
  priority: over.priority ?? over.plan?.priority ?? 0,
  rule: 'channel group',
  ruleVersion: null,
  stageIndex: 0,
  reached: over.reached ?? null,
  enqueuedAt: over.enqueuedAt ?? now - 1_000,
  enteredAt: over.enteredAt ?? over.enqueuedAt ?? now - 1_000,
  visitorAway: over.visitorAway ?? false,
  callback: over.callback ?? null,
  asked: over.asked ?? [],
  excluded: over.excluded ?? [],
});
export const world = (over: Partial<RoutingSnapshot>): RoutingSnapshot => ({
  entries: [],
  agents: [],
  groups: [group('g')],
  offers: [],
  ...over,
});
export const half = (): number => 0.5;
export const offersIn = (decisions: readonly RoutingDecision[]): OfferDecision[] =>
  decisions.filter((one) => one.kind === 'offer');
export const groupNames = ['g0', 'g1', 'g2', 'g3'];
export const arbitraryAgent = fc
  .record({
    state: fc.constantFrom(
      'online',
      'online',
      'online',
      'break',
      'not_responding',
      'leaving',
      'offline',
    ) as fc.Arbitrary<RoutingAgent['state']>,
    textCapacity: fc.integer({ min: 1, max: 6 }),
    load: fc.double({ min: 0, max: 1, noNaN: true }),
    live: fc.constantFrom(0, 0, 0, 1),
    idleSince: fc.integer({ min: now - 100_000, max: now }),
    lastAssignedAt: fc.option(fc.integer({ min: now - 100_000, max: now })),
    groups: fc.uniqueArray(fc.tuple(fc.constantFrom(...groupNames), fc.integer({ min: 1, max: 5 })), {
      selector: ([name]) => name,
      minLength: 1,
    }),
  })
  .map((raw) => {
    const textLoad = Math.floor(raw.load * raw.textCapacity);
    const { groups, load: _load, live, textCapacity, ...rest } = raw;
    const idleSince = textLoad + live > 0 ? null : raw.idleSince;
    const loads = { text: textLoad, voice: 0, video: live };
    return { ...rest, loads, capacity: textPlaces(textCapacity), idleSince, groups };
  });
export const arbitraryWorld: fc.Arbitrary<RoutingSnapshot> = fc
  .record({
    agents: fc.array(arbitraryAgent, { maxLength: 12 }),
    strategies: fc.array(fc.constantFrom<ChoiceStrategy>(...ChoiceStrategy.options), {
      minLength: 4,
      maxLength: 4,
    }),
    entries: fc.array(
      fc.record({
        groupId: fc.constantFrom(...groupNames),
        medium: fc.constantFrom<Medium>('text', 'text', 'voice', 'video'),
        priority: fc.integer({ min: 0, max: 2 }),
        minLevel: fc.integer({ min: 1, max: 3 }),
        waited: fc.integer({ min: 0, max: 50 }),
        visitorAway: fc.boolean(),
        asked: fc.array(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 20_000 })), {
          maxLength: 2,
        }),
      }),
      { maxLength: 25 },
    ),
    ringing: fc.array(fc.integer({ min: 0, max: 24 }), { maxLength: 2 }),
  })
  .map(({ agents, strategies, entries, ringing }) => ({
    agents: agents.map((raw, index) => agent(`a${index}`, { ...raw, groups: memberships(raw.groups) })),
    groups: groupNames.map((name, index) => group(name, strategies[index] ?? 'least_loaded')),
    entries: entries.map((raw, index) =>
      entry(`e${String(index).padStart(2, '0')}`, {
        ...raw,
        enqueuedAt: now - raw.waited * 1_000,
        asked: raw.asked.map(([who, ago]) => ({ agentId: `a${who}` as AgentId, times: 1, lastAt: now - ago })),
      }),
    ),
    offers: ringing.map((index) => ({
      id: `o${index}` as OfferId,
      entryId: `e${String(index).padStart(2, '0')}` as QueueEntryId,
      agentId: 'a0' as AgentId,
    })),
  }));
