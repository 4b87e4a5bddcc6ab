/**
 * The reason of an offer as the tables keep it: in the offer's row what is short; everyone considered as one line among those of the
 * same transaction (`routing_considered`) over a roster of who they are (`routing_rosters`).
 */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { RoutingReason } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../../schema/index.ts';
import { consideredIn, type Explanation, type OfferDecision, type Roster } from '../routing/index.ts';

/** A row of `offers`, as far as it says why. */
export interface StoredReason {
  readonly reason: Record<string, unknown>;
  /** Where everyone considered is found; null: they stand in the reason. */
  readonly considered_id: string | null;
  readonly considered_line: number | null;
}
export type PackedReason = OfferDecision['because'] & { readonly rosterId: string };

/** As it was kept before sets. */
const Inline = z.object({ verdicts: z.string(), free: z.string(), idle: z.string() });

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** `routing_considered.lines`. */
export const packLines = (explanations: readonly Explanation[]): Promise<Buffer> =>
  compress(explanations.map(({ verdicts, free, idle }) => `${verdicts};${free};${idle}`).join('\n'));
const unpackLines = async (lines: Buffer): Promise<readonly string[]> =>
  (await decompress(lines)).toString().split('\n');

const fromLine = (line: string): z.infer<typeof Inline> => {
  const [verdicts = '', free = '', idle = ''] = line.split(';');
  return { verdicts, free, idle };
};

async function readRosters(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, Roster>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; members: Roster }>`
    select id, members from routing_rosters where id = any(${[...new Set(ids)]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.members]));
}

type LinesById = ReadonlyMap<string, readonly string[]>;
async function readLines(db: Kysely<Database>, ids: readonly string[]): Promise<LinesById> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; lines: Buffer }>`
    select id, lines from routing_considered where id = any(${[...new Set(ids)]}::uuid[])`.execute(db);
  return new Map(await Promise.all(rows.map(async ({ id, lines }) => [id, await unpackLines(lines)] as const)));
}

/** Whole reasons with everyone considered, in the order asked for. Without its roster a reason still says all but who was considered. */
export async function readReasons(db: Kysely<Database>, stored: readonly StoredReason[]): Promise<RoutingReason[]> {
  const rosterOf = ({ reason }: StoredReason): string[] =>
    typeof reason.rosterId === 'string' ? [reason.rosterId] : [];
  const [rosters, lines] = await Promise.all([
    readRosters(db, stored.flatMap(rosterOf)),
    readLines(
      db,
      stored.flatMap((one) => one.considered_id ?? []),
    ),
  ]);
  return stored.map((one) => {
    const [rosterId] = rosterOf(one);
    if (rosterId === undefined) return RoutingReason.parse(one.reason);
    const roster = rosters.get(rosterId) ?? [];
    const line = one.considered_id === null ? undefined : lines.get(one.considered_id)?.[one.considered_line ?? 0];
    const packed = line === undefined ? Inline.safeParse(one.reason).data : fromLine(line);
    return RoutingReason.parse({ ...one.reason, considered: packed ? consideredIn({ ...packed, roster }) : [] });
  });
}

/** What an agent who is asked needs of it: not the names of everybody else, nor whether others said no. */
export const reasonForAgent = (stored: Record<string, unknown>): RoutingReason =>
  RoutingReason.parse({ considered: [], ...stored, passed: [] });
