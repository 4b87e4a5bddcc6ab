import type { conversationRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import { contentDisposition } from './file-name.ts';
import type { FileService } from './file-service.ts';

/** `uploadFile` and `downloadFile` of the conversation table. */
export const createFileRoutes = (
  service: FileService,
): RouteHandlers<Pick<typeof conversationRoutes, 'uploadFile' | 'downloadFile'>> => ({
  uploadFile: async ({ principal, params, file }) => ({
    file: await service.uploadFile(principal, params.conversationId, file),
  }),

  downloadFile: async ({ principal, params }) => {
    const { info, sizeBytes, read } = await service.openFile(principal, params.fileId);
    // Only pictures that we drew ourselves are shown; nothing else may ever be taken for a page.
    const shown = info.contentType.startsWith('image/');
    return {
      contentType: shown ? info.contentType : 'application/octet-stream',
      headers: {
        'content-length': String(sizeBytes),
        'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', info.name),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'private, max-age=3600',
      },
      body: read(),
    };
  },
});
