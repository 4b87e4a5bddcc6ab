/** One agent as a round sees them. Loads grow while offers are decided; what follows from them is worked out once per change. */
import { type Fit, fits, freePlaces, freeShare, type Medium, placesFor } from '@visavis/protocol';
import { digitOf } from './explanation.ts';
import type { RoutingAgent } from './snapshot.ts';

type ByMedium<T> = Partial<Record<Medium, T>>;

export class Seat {
  #agent: RoutingAgent;
  #fit: ByMedium<Fit> = {};
  #free: ByMedium<number> = {};
  #share: number | undefined;
  #idle: string | undefined;
  readonly #now: number;
  readonly #watchers: (() => void)[] = [];

  constructor(agent: RoutingAgent, now: number) {
    this.#agent = agent;
    this.#now = now;
  }

  get agent(): RoutingAgent {
    return this.#agent;
  }

  /** The rest of the round sees the place as taken. */
  take(medium: Medium): void {
    const agent = this.#agent;
    const loads = { ...agent.loads, [medium]: agent.loads[medium] + 1 };
    this.#agent = { ...agent, loads, idleSince: null, lastAssignedAt: this.#now };
    this.#fit = {};
    this.#free = {};
    this.#share = undefined;
    this.#idle = undefined;
    for (const told of this.#watchers) told();
  }

  /** Calls `told` whenever a place is taken. */
  onTaken(told: () => void): void {
    this.#watchers.push(told);
  }

  fit(medium: Medium): Fit {
    const known = this.#fit[medium];
    if (known !== undefined) return known;
    const fit = fits(this.#agent.capacity, this.#agent.loads, medium);
    this.#fit[medium] = fit;
    return fit;
  }
  /** Free places as the code of one digit; see Explanation. */
  free(medium: Medium): number {
    const known = this.#free[medium];
    if (known !== undefined) return known;
    const digit = digitOf(freePlaces(this.#agent.capacity, this.#agent.loads, medium));
    this.#free[medium] = digit;
    return digit;
  }
  places(medium: Medium): number {
    return placesFor(this.#agent.capacity, medium);
  }
  get share(): number {
    this.#share ??= freeShare(this.#agent.capacity, this.#agent.loads);
    return this.#share;
  }
  get idle(): string {
    const { idleSince } = this.#agent;
    this.#idle ??= idleSince === null ? '' : Math.max(0, Math.round(this.#now - idleSince)).toString(36);
    return this.#idle;
  }
}
