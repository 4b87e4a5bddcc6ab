import type { BreakReason, BreakReasonId, LocalName, UpdateBreakReason } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { breakReasonRepo } from './break-reason-repo.ts';

export type BreakReasonDeps = Pick<CoreDeps, 'clock' | 'makeId' | 'transactions'> & { readonly db: Db };

/** The administrators' list of reasons for a break. What was chosen keeps its reason after it was retired. */
export const createBreakReasonService = ({ db, clock, makeId, transactions }: BreakReasonDeps) => {
  const get = async (tx: Tx, id: BreakReasonId): Promise<BreakReason> => {
    const reason = await breakReasonRepo.find(tx, id);
    if (!reason) throw new DomainError('break_reason_not_found', { reasonId: id });
    return reason;
  };
  return {
    list: (): Promise<BreakReason[]> => breakReasonRepo.list(db),

    create: (name: LocalName): Promise<BreakReason> =>
      transactions.run(async (tx) => {
        const id = makeId() as BreakReasonId;
        await breakReasonRepo.insert(tx, id, name, clock.now());
        return get(tx, id);
      }),

    /** Throws break_reason_not_found, version_conflict. */
    update: (id: BreakReasonId, input: UpdateBreakReason): Promise<BreakReason> =>
      transactions.run(async (tx) => {
        const before = await breakReasonRepo.lock(tx, id);
        if (!before) throw new DomainError('break_reason_not_found', { reasonId: id });
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        const changes = input.retired !== undefined && input.retired !== (before.retiredAt !== null);
        await breakReasonRepo.update(tx, id, {
          name: input.name,
          retiredAt: changes ? (input.retired ? clock.now() : null) : undefined,
        });
        return get(tx, id);
      }),
  };
};
export type BreakReasonService = ReturnType<typeof createBreakReasonService>;
