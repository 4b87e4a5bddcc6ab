import type { Disposition, DispositionId } from '@visavis/protocol';

export interface Placed {
  readonly entry: Disposition;
  /** 0 at the top. */
  readonly depth: number;
}

/** Every entry right below its heading, in the order they were made. */
export function inTreeOrder(all: readonly Disposition[], below: DispositionId | null = null, depth = 0): Placed[] {
  return all
    .filter((entry) => entry.parentId === below)
    .flatMap((entry) => [{ entry, depth }, ...inTreeOrder(all, entry.id, depth + 1)]);
}
