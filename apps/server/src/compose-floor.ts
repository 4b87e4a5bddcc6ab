/** The supervisor's floor, its alarms, and where they are sent, wired. */
import { type Alarm, alarmRoutes, floorRoutes, queueRoutes, type RouteContract } from '@visavis/protocol';
import type { Config } from './config.ts';
import { createWebhookSender } from './infra/webhook-sender.ts';
import { createAlarmService } from './modules/alarm/index.ts';
import { createFloorModule, type FloorDeps } from './modules/floor/index.ts';
import type { Queue } from './modules/queue/index.ts';
import { createWebhooks } from './modules/webhook/index.ts';
import type { CoreDeps, JobHandler, Jobs, SocketModule, StoredDomainEvent } from './ports/index.ts';

export interface FloorSurroundings extends Omit<FloorDeps, 'openAlarms'>, CoreDeps {
  readonly jobs: Jobs & { handle(kind: string, handler: JobHandler): void };
  readonly config: Pick<Config, 'webhooksMayBePrivate'>;
  readonly queue: Pick<Queue, 'leader' | 'routes'>;
}

export interface FloorParts {
  readonly sockets: readonly SocketModule[];
  readonly consumers: Readonly<Record<string, (event: StoredDomainEvent) => Promise<void>>>;
  readonly routes: readonly (readonly [contract: Record<string, RouteContract>, handlers: unknown])[];
  /** One look at the thresholds; every few seconds. */
  watchAlarms(): Promise<void>;
  stop(): Promise<void>;
}

export const composeFloor = (s: FloorSurroundings): FloorParts => {
  // The floor shows alarms, and alarms are found by looking at the floor.
  const later: { openAlarms?: () => Promise<Alarm[]> } = {};
  const floor = createFloorModule({ ...s, openAlarms: async () => (await later.openAlarms?.()) ?? [] });
  const alarms = createAlarmService({ ...s, board: floor.service.board });
  later.openAlarms = alarms.listOpen;
  const webhooks = createWebhooks({
    ...s,
    sender: createWebhookSender({ allowPrivate: s.config.webhooksMayBePrivate }),
    listAlarms: alarms.list,
  });
  for (const [kind, handler] of Object.entries(webhooks.jobs)) s.jobs.handle(kind, handler);
  return {
    sockets: [floor.socket],
    consumers: webhooks.consumers,
    routes: [
      [floorRoutes, floor.routes],
      [queueRoutes, s.queue.routes],
      [alarmRoutes, webhooks.routes],
    ],
    watchAlarms: async () => {
      if (s.queue.leader.leading) await alarms.watch();
    },
    stop: () => floor.stop(),
  };
};
