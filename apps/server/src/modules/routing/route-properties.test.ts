import { type AgentId, liveLoad, noLoads } from '@visavis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryWorld, half, now, offersIn } from '../../../test/routing-worlds.ts';
import { askAgainAfter, type RoutingDecision, type RoutingEntry, type RoutingSnapshot, route } from './index.ts';

describe('over random worlds', () => {
  const always = (check: (snapshot: RoutingSnapshot, decisions: readonly RoutingDecision[]) => void): void => {
    fc.assert(
      fc.property(arbitraryWorld, (snapshot) => check(snapshot, route(snapshot, now, half))),
      { numRuns: 500 },
    );
  };

  test('every waiting entry gets exactly one decision, ringing ones none', () => {
    always((snapshot, decisions) => {
      const ringing = new Set(snapshot.offers.map((offer) => offer.entryId));
      const waiting = snapshot.entries.map((one) => one.id).filter((id) => !ringing.has(id));
      expect(decisions.map((one) => one.entryId).sort()).toEqual(waiting.sort());
    });
  });

  test('nobody gets more than fits, nothing beside a call, and only who may', () => {
    always((snapshot, decisions) => {
      const given = new Map<string, { text: number; live: number }>();
      for (const one of offersIn(decisions)) {
        const load = given.get(one.agentId) ?? { text: 0, live: 0 };
        load[one.medium === 'text' ? 'text' : 'live'] += 1;
        given.set(one.agentId, load);
      }
      for (const one of snapshot.agents) {
        const { text, live } = given.get(one.id) ?? { text: 0, live: 0 };
        expect(one.loads.text + text).toBeLessThanOrEqual(Math.max(one.capacity.text.limit, one.loads.text));
        expect(liveLoad(one.loads) + live).toBeLessThanOrEqual(1);
        if (one.state !== 'online' || liveLoad(one.loads) > 0) expect(text + live).toBe(0);
      }
    });
  });

  test('every member of the group has a verdict, exactly one is chosen', () => {
    always((snapshot, decisions) => {
      for (const one of offersIn(decisions)) {
        const asking = snapshot.entries.find((each) => each.id === one.entryId)?.groupId;
        const members = snapshot.agents.filter((each) => asking && each.groups.has(asking)).map((each) => each.id);
        expect(one.reason.considered.map((each) => each.agentId).sort()).toEqual(members.sort());
        const chosen = one.reason.considered.filter((each) => each.verdict === 'chosen');
        expect(chosen.map((each) => each.agentId)).toEqual([one.agentId]);
        expect(chosen[0]?.freePlaces).toBeGreaterThan(0);
      }
    });
  });

  test('first in, first out: nobody overtakes an entry of the same kind that came earlier or weighs more', () => {
    always((snapshot, decisions) => {
      const byId = new Map(snapshot.entries.map((one) => [one.id, one]));
      const kind = (one: RoutingEntry): string => `${JSON.stringify(one.plan.stages)} ${one.medium === 'text'}`;
      for (const waiting of decisions) {
        const before = byId.get(waiting.entryId);
        if (waiting.kind !== 'wait' || !before || ['visitor_away', 'asked_already'].includes(waiting.reason)) continue;
        for (const one of offersIn(decisions)) {
          const other = byId.get(one.entryId);
          if (!other || kind(other) !== kind(before)) continue;
          const overtaken =
            other.plan.priority < before.plan.priority ||
            (other.plan.priority === before.plan.priority && other.enqueuedAt > before.enqueuedAt);
          expect(overtaken).toBe(false);
        }
      }
    });
  });

  test('the same world, time and chance give the same decisions, whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        arbitraryWorld,
        fc.infiniteStream(fc.double({ min: 0, max: 0.99, noNaN: true })),
        (snapshot, stream) => {
          const numbers = [...stream.take(50)];
          const chance = () => {
            let at = 0;
            return () => numbers[at++ % numbers.length] ?? 0;
          };
          const frozen = JSON.stringify([snapshot.entries, snapshot.agents]);
          const first = route(snapshot, now, chance());
          expect(route(snapshot, now, chance())).toEqual(first);
          expect(JSON.stringify([snapshot.entries, snapshot.agents])).toBe(frozen);
          const shuffled = {
            ...snapshot,
            entries: snapshot.entries.toReversed(),
            agents: snapshot.agents.toReversed(),
          };
          const pairs = (decisions: readonly RoutingDecision[]) =>
            offersIn(decisions).map((one) => [one.entryId, one.agentId]);
          expect(pairs(route(shuffled, now, chance()))).toEqual(pairs(first));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what a round remembers of people says what a fresh look at the world would', () => {
    always((snapshot, decisions) => {
      let agents = snapshot.agents;
      for (const one of offersIn(decisions)) {
        const entries = snapshot.entries.filter((each) => each.id === one.entryId);
        const [fresh] = offersIn(route({ ...snapshot, entries, agents, offers: [] }, now, half));
        expect(fresh?.reason).toEqual(one.reason);
        agents = agents.map((each) =>
          each.id === one.agentId
            ? {
                ...each,
                loads: { ...each.loads, [one.medium]: each.loads[one.medium] + 1 },
                idleSince: null,
                lastAssignedAt: now,
              }
            : each,
        );
      }
    });
  });

  test('what a round remembers of a stage without anybody is true for each who comes to it, also after a take-back', () => {
    const chosen = fc.array(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(arbitraryWorld, chosen, (made, excluded) => {
        const entries = made.entries.map((one, index): RoutingEntry => {
          const [first] = one.plan.stages;
          if (first?.kind !== 'skill_group') return one;
          const stages = [
            { ...first, patienceMs: 120_000 },
            { ...first, groups: first.groups.map(({ groupId }) => ({ groupId, minLevel: 1 })) },
          ];
          const not = (excluded[index % excluded.length] ?? []).map((who) => `a${who}` as AgentId);
          return { ...one, plan: { ...one.plan, stages }, excluded: not };
        });
        let agents = made.agents;
        for (const one of route({ ...made, entries }, now, half)) {
          const alone = entries.filter((each) => each.id === one.entryId);
          const [fresh] = route({ ...made, entries: alone, agents, offers: [] }, now, half);
          if (one.kind === 'wait') expect(fresh).toEqual(one);
          if (one.kind !== 'offer') continue;
          expect(alone[0]?.excluded).not.toContain(one.agentId);
          agents = agents.map((each) =>
            each.id === one.agentId
              ? {
                  ...each,
                  loads: { ...each.loads, [one.medium]: each.loads[one.medium] + 1 },
                  idleSince: null,
                  lastAssignedAt: now,
                }
              : each,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nobody starves: while agents work and come back, every entry that somebody may take is taken', () => {
    fc.assert(
      fc.property(arbitraryWorld, (snapshot) => {
        let entries = snapshot.entries.map((one) => ({ ...one, visitorAway: false }));
        for (let turn = 0, at = now; entries.length > 0 && turn < 60; turn += 1, at += askAgainAfter(3)) {
          // Everybody finishes everything between two rounds.
          const agents = snapshot.agents.map((one) => ({ ...one, loads: noLoads, idleSince: at - 1 }));
          const taken = new Set(
            offersIn(route({ ...snapshot, entries, agents, offers: [] }, at, half)).map((one) => one.entryId),
          );
          if (taken.size === 0 && turn > 3) break;
          entries = entries.filter((one) => !taken.has(one.id));
        }
        const possible = entries.filter((one) =>
          snapshot.agents.some((each) => {
            const [stage] = one.plan.stages;
            const minLevel = stage?.kind === 'skill_group' ? (stage.groups[0]?.minLevel ?? 1) : 1;
            return each.state === 'online' && (each.groups.get(one.groupId)?.level ?? 0) >= minLevel;
          }),
        );
        expect(possible).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
