import {
  type CreateDisposition,
  type Disposition,
  type DispositionId,
  deepestDisposition,
  type UpdateDisposition,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { dispositionRepo } from './disposition-repo.ts';
import { pathTo, treeOf } from './wrap-up.ts';

export type DispositionDeps = Pick<CoreDeps, 'clock' | 'makeId' | 'transactions'> & { readonly db: Db };

/** The administrators' tree of how contacts end. */
export const createDispositionService = ({ db, clock, makeId, transactions }: DispositionDeps) => {
  const lock = async (tx: Tx, id: DispositionId): Promise<Disposition> => {
    const found = await dispositionRepo.lock(tx, id);
    if (!found) throw new DomainError('disposition_not_found', { dispositionId: id });
    return found;
  };

  return {
    list: (): Promise<Disposition[]> => dispositionRepo.list(db),

    /** Throws disposition_not_found (the heading), disposition_too_deep, skill_group_not_found. */
    create: (input: CreateDisposition): Promise<Disposition> =>
      transactions.run(async (tx) => {
        const { parentId } = input;
        const parent = parentId === null ? null : await lock(tx, parentId);
        if (parent && pathTo(treeOf(await dispositionRepo.list(tx)), parent.id).length >= deepestDisposition)
          throw new DomainError('disposition_too_deep', {
            fields: { parentId: `at most ${deepestDisposition} levels` },
          });
        const id = makeId() as DispositionId;
        // What stands below a heading is for whom the heading is for.
        const groupId = parent ? parent.groupId : input.groupId;
        await dispositionRepo.insert(tx, { id, name: input.name, parentId, groupId, now: clock.now() });
        return lock(tx, id);
      }),

    /** Throws disposition_not_found, version_conflict. */
    update: (id: DispositionId, input: UpdateDisposition): Promise<Disposition> =>
      transactions.run(async (tx) => {
        const before = await lock(tx, id);
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        const changes = input.retired !== undefined && input.retired !== (before.retiredAt !== null);
        await dispositionRepo.update(tx, id, {
          name: input.name,
          retiredAt: changes ? (input.retired ? clock.now() : null) : undefined,
        });
        return lock(tx, id);
      }),
  };
};
export type DispositionService = ReturnType<typeof createDispositionService>;
