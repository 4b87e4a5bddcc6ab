/** What became of every contact, in columns of numbers: some bytes each, so that millions of them fit anywhere. */

const outcomes = ['served', 'abandoned', 'overflowed', 'expired', 'unfinished'] as const;
export type Outcome = (typeof outcomes)[number];

export interface ContactOutcome {
  readonly outcome: Outcome;
  /** From coming in to the answer, or to the end. */
  readonly waitMs: number;
  readonly callback: boolean;
  /** Answered by whoever served them last; null: nobody had, or nobody answered. */
  readonly sameAgent: boolean | null;
  /** Level of the agent who served, in the group that was asked; null where the stage named agents. */
  readonly level: number | null;
}

/** Of one contact: `group` is the place of the group it came in by, -1 where nothing was noted. */
const columns = (size: number) => ({
  waitMs: new Float64Array(size),
  group: new Int16Array(size).fill(-1),
  outcome: new Uint8Array(size),
  callback: new Uint8Array(size),
  /** 0: no word about it, 1: another agent, 2: the same. */
  sameAgent: new Uint8Array(size),
  /** 0: none. */
  level: new Uint8Array(size),
});
type Columns = ReturnType<typeof columns>;

const grown = (old: Columns): Columns => {
  const made = columns(old.waitMs.length * 2);
  made.waitMs.set(old.waitMs);
  made.group.set(old.group);
  made.outcome.set(old.outcome);
  made.callback.set(old.callback);
  made.sameAgent.set(old.sameAgent);
  made.level.set(old.level);
  return made;
};

export interface Outcomes {
  /** `index`: the place of the contact in the order in which they came. */
  note(index: number, group: number, outcome: ContactOutcome): void;
  /** In the order in which the contacts came, whenever they ended. `group`: only of those who came in by it. */
  each(group?: number): Iterable<ContactOutcome>;
}

export const createOutcomes = (): Outcomes => {
  let held = columns(1_024);
  let last = -1;
  return {
    note(index, group, { outcome, waitMs, callback, sameAgent, level }) {
      while (index >= held.waitMs.length) held = grown(held);
      last = Math.max(last, index);
      held.waitMs[index] = waitMs;
      held.group[index] = group;
      held.outcome[index] = outcomes.indexOf(outcome);
      held.callback[index] = Number(callback);
      held.sameAgent[index] = sameAgent === null ? 0 : 1 + Number(sameAgent);
      held.level[index] = level ?? 0;
    },
    *each(group) {
      for (let index = 0; index <= last; index += 1) {
        const of = held.group[index] ?? -1;
        if (of === -1 || (group !== undefined && of !== group)) continue;
        const same = held.sameAgent[index] ?? 0;
        yield {
          outcome: outcomes[held.outcome[index] ?? 0] ?? 'unfinished',
          waitMs: held.waitMs[index] ?? 0,
          callback: held.callback[index] === 1,
          sameAgent: same === 0 ? null : same === 2,
          level: held.level[index] || null,
        };
      }
    },
  };
};

/** A row of numbers that grows, 8 bytes each. */
export const createRow = () => {
  let held = new Float64Array(1_024);
  let length = 0;
  return {
    push(value: number): void {
      if (length === held.length) {
        const old = held;
        held = new Float64Array(2 * length);
        held.set(old);
      }
      held[length] = value;
      length += 1;
    },
    values: (): Float64Array => held.subarray(0, length),
  };
};
