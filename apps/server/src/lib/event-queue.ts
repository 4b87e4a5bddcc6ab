import TinyQueue from 'tinyqueue';

/** Things that happen at a time, taken out in the order of their time; of one time in the order they were put in. */
export class EventQueue<T> {
  readonly #queue = new TinyQueue<{ readonly at: number; readonly turn: number; readonly what: T }>(
    [],
    (a, b) => a.at - b.at || a.turn - b.turn,
  );
  #turn = 0;

  put(at: number, what: T): void {
    this.#queue.push({ at, turn: this.#turn, what });
    this.#turn += 1;
  }
  take(): { readonly at: number; readonly what: T } | undefined {
    return this.#queue.pop();
  }
  get nextAt(): number | undefined {
    return this.#queue.peek()?.at;
  }
}
