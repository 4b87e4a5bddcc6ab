// First come, first served by so many servers, and nothing else: each call begins when the earliest of them is free.
import type { Scenario } from '@visavis/protocol';
import { seededRandom } from '../../apps/server/src/lib/seeded-random.ts';
import { makeContacts } from '../../apps/server/src/modules/simulation/contacts.ts';

/** Seconds; of the calls that the scenario counts: those after its warm-up that are answered before its end. */
export function meanWaitOfExactQueue(scenario: Scenario, servers: number): number {
  const warmMs = scenario.warmUpMinutes * 60_000;
  const untilMs = warmMs + scenario.hours * 3_600_000;
  // The same numbers as a report takes.
  const calls = makeContacts(scenario.arrivals, untilMs, (stream) => seededRandom(scenario.seed * 1_009 + stream));
  const freeAt = new Array<number>(servers).fill(0);
  let waited = 0;
  let count = 0;
  for (const { at, handlingMs } of calls) {
    const begins = Math.max(at, freeAt[0] ?? 0);
    if (begins > untilMs) break;
    replaceEarliest(freeAt, begins + handlingMs);
    if (at < warmMs) continue;
    waited += begins - at;
    count += 1;
  }
  return waited / 1_000 / count;
}

/** A heap: no number is later than the two below it. */
function replaceEarliest(heap: number[], value: number): void {
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    if ((heap[below + 1] ?? Number.POSITIVE_INFINITY) < (heap[below] ?? Number.POSITIVE_INFINITY)) below += 1;
    const next = heap[below];
    if (next === undefined || next >= value) break;
    heap[place] = next;
    place = below;
  }
  heap[place] = value;
}
