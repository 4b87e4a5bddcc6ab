import type { SocketModule } from '../../ports/index.ts';
import type { VisitorService } from './visitor-service.ts';

export const createVisitorSocket = (service: VisitorService): SocketModule => ({
  visitor: {
    'visitor:update': async (payload, { principal }) => ({
      visitor: await service.updateVisitor(principal.visitorId, payload),
    }),
  },
});
