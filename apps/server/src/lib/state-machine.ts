/** One transition table per state machine; printed into the docs from the code. */
export type TransitionTable<S extends string, E extends string> = Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;

/** The state after the event, or null when the event means nothing in this state. */
export const nextState = <S extends string, E extends string>(
  table: TransitionTable<S, E>,
  state: S,
  event: E,
): S | null => table[state][event] ?? null;

/** The table as a Markdown table, one row per state and event. */
export const renderTransitions = <S extends string, E extends string>(table: TransitionTable<S, E>): string => {
  const rows = Object.entries(table).flatMap(([state, events]) =>
    Object.entries(events as Record<string, string>).map(([event, next]) => `| ${state} | ${event} | ${next} |`),
  );
  return ['| state | event | next |', '|---|---|---|', ...rows].join('\n');
};
