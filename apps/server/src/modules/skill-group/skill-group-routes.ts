import type { skillGroupRoutes } from '@visavis/protocol';
import type { RouteHandlers, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { SkillGroupService } from './skill-group-service.ts';

interface Deps {
  readonly db: Db;
  readonly transactions: Transactions;
  readonly service: SkillGroupService;
}

export const createSkillGroupRoutes = ({
  db,
  transactions,
  service,
}: Deps): RouteHandlers<typeof skillGroupRoutes> => ({
  listSkillGroups: async () => ({ groups: await service.listGroups(db) }),
  createSkillGroup: async ({ body }) => ({ group: await transactions.run((tx) => service.createGroup(tx, body)) }),
  updateSkillGroup: async ({ params, body }) => ({ group: await service.updateGroup(params.groupId, body) }),
  deleteSkillGroup: async ({ params }) => {
    await service.deleteGroup(params.groupId);
    return undefined;
  },
});
