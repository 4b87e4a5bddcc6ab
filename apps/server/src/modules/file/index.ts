/** Files of conversations: typed by content, pictures drawn anew, everything else only downloaded. */
import type { CoreDeps, FileStorage } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createFileRepo } from './file-repo.ts';
import { createFileRoutes } from './file-routes.ts';
import { createFileService, type FileAccess } from './file-service.ts';
import { createPictures } from './picture-service.ts';

export type { FileAccess, FileService } from './file-service.ts';

export interface FileDeps extends CoreDeps {
  readonly db: Db;
  readonly storage: FileStorage;
  readonly access: FileAccess;
}

/** Call `sweep` hourly or so. */
export const createFile = (deps: FileDeps) => {
  const service = createFileService({ ...deps, repo: createFileRepo(), pictures: createPictures() });
  return { service, routes: createFileRoutes(service), sweep: service.sweep };
};
