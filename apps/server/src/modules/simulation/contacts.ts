/** Made-up contacts: the same for every rule set that is compared, so that differences come from the rules alone. */
import type { ArrivalStream, Duration } from '@visavis/protocol';
import { EventQueue } from '../../lib/event-queue.ts';
import type { Random } from '../../ports/index.ts';

/**
 * One contact of a simulation. Instants and durations in whole ms of simulated time, counted from its start at midnight: with
 * fractions a stage could end a hair after the time at which it was to be looked at again, for ever.
 */
export interface SimulatedContact {
  readonly at: number;
  readonly stream: ArrivalStream;
  /** People who come again keep their name. */
  readonly visitor: string;
  /** Their place in the crowd of those who come again; null: somebody new. */
  readonly known: number | null;
  readonly handlingMs: number;
  readonly patienceMs: number | null;
}

const hourMs = 3_600_000;

/** Never 0, so that its logarithm exists. */
const above0 = (random: Random): number => 1 - random();
const standardNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(above0(random))) * Math.cos(2 * Math.PI * random());

/** A random duration, in ms. */
export const drawMs = (duration: Duration, random: Random): number => {
  switch (duration.kind) {
    case 'exponential':
      return -Math.log(above0(random)) * duration.meanSeconds * 1_000;
    case 'lognormal': {
      const variance = Math.log(1 + (duration.sdSeconds / duration.meanSeconds) ** 2);
      const mu = Math.log(duration.meanSeconds) - variance / 2;
      return Math.exp(mu + Math.sqrt(variance) * standardNormal(random)) * 1_000;
    }
    case 'fixed':
      return duration.seconds * 1_000;
  }
};

const rateAt = (stream: ArrivalStream, at: number): number =>
  typeof stream.perHour === 'number' ? stream.perHour : (stream.perHour[Math.floor(at / hourMs) % 24] ?? 0);
const highestRate = (stream: ArrivalStream): number =>
  typeof stream.perHour === 'number' ? stream.perHour : Math.max(...stream.perHour);

/** Poisson arrivals by thinning: candidates at the highest rate, each kept with the share of its hour. */
function* arrivals(stream: ArrivalStream, untilMs: number, random: Random, index: number): Generator<SimulatedContact> {
  const highest = highestRate(stream);
  if (highest === 0) return;
  let count = 0;
  for (let at = 0; ; ) {
    at += (-Math.log(above0(random)) * hourMs) / highest;
    if (at >= untilMs) return;
    if (random() >= rateAt(stream, at) / highest) continue;
    count += 1;
    const { returning } = stream;
    const known = returning !== null && random() < returning.share ? Math.floor(random() * returning.people) : null;
    yield {
      at: Math.round(at),
      stream,
      visitor: known === null ? `${index}-new-${count}` : `${index}-known-${known}`,
      known,
      handlingMs: Math.round(drawMs(stream.handling, random)),
      patienceMs: stream.patience && Math.round(drawMs(stream.patience, random)),
    };
  }
}

/**
 * All contacts in the order in which they come, made while they are taken: a year of them need not fit into memory.
 * `makeRandom`: one sequence of numbers for each stream.
 */
export function* makeContacts(
  streams: readonly ArrivalStream[],
  untilMs: number,
  makeRandom: (stream: number) => Random,
): Generator<SimulatedContact> {
  const next = new EventQueue<{ readonly index: number; readonly contact: SimulatedContact }>();
  const sources = streams.map((stream, index) => arrivals(stream, untilMs, makeRandom(index), index));
  const takeFrom = (index: number): void => {
    const made = sources[index]?.next();
    // Of those who come in the same ms the one of the earlier stream is first.
    if (made && !made.done) next.put(made.value.at * streams.length + index, { index, contact: made.value });
  };
  for (const index of streams.keys()) takeFrom(index);
  for (let first = next.take(); first; first = next.take()) {
    yield first.what.contact;
    takeFrom(first.what.index);
  }
}
