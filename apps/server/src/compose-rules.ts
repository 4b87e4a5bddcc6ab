/** Rules, calendars, look-ups and simulations, wired. The queue takes its plans from here and gives its world and its entries back. */
import {
  type AgentId,
  type ConversationId,
  calendarRoutes,
  type LookupId,
  lookupRoutes,
  type RouteContract,
  ruleRoutes,
  simulationRoutes,
} from '@visavis/protocol';
import { createCalendar } from './modules/calendar/index.ts';
import { createLookup } from './modules/lookup/index.ts';
import type { PresenceService } from './modules/presence/index.ts';
import type { ConversationsForQueue, HandingOver } from './modules/queue/index.ts';
import { createRoutingWorld, fillDesignation } from './modules/queue/index.ts';
import { createRules, findAgentNamed, type RulesDeps } from './modules/rule/index.ts';
import { createSimulations } from './modules/simulation/index.ts';
import type { CoreDeps, JobHandler, Jobs, OutgoingHttp } from './ports/index.ts';
import type { Db, Tx } from './schema/index.ts';

export interface RulesSurroundings extends CoreDeps {
  readonly db: Db;
  readonly jobs: Jobs & {
    handle(kind: string, handler: JobHandler, options?: { readonly concurrency?: number }): void;
  };
  readonly outgoing: OutgoingHttp;
  readonly presence: PresenceService;
  readonly conversations: Pick<ConversationsForQueue, 'getConversation'>;
  readonly handingOver: Pick<HandingOver, 'designated'>;
  readonly channels: {
    getChannel(
      db: Db,
      channelId: Parameters<RulesDeps['getChannel']>[1],
    ): Promise<Awaited<ReturnType<RulesDeps['getChannel']>> & { readonly id: string; readonly key: string }>;
  };
}

/** Business systems asked at the same time by one process. */
const lookupsAtOnce = 20;

export const composeRules = (s: RulesSurroundings) => {
  // Calendars and look-ups ask who names them, and rules name them: the rules come last.
  const late: { rules?: ReturnType<typeof createRules>['rules'] } = {};
  const named = (): ReturnType<typeof createRules>['rules'] => {
    if (!late.rules) throw new Error('asked before the rules were composed');
    return late.rules;
  };
  const calendars = createCalendar({ ...s, uses: { usesOfCalendar: (tx, id) => named().usesOfCalendar(tx, id) } });
  const lookups = createLookup({
    ...s,
    surroundings: {
      usesOfLookup: (tx, id) => named().usesOfLookup(tx, id),
      agentNamed: findAgentNamed,
      getChannel: s.channels.getChannel,
    },
  });
  const fill = fillDesignation(s);
  const rules = createRules({
    ...s,
    calendars: calendars.service,
    lookups: lookups.service,
    getChannel: s.channels.getChannel,
    queue: {
      fillDesignation: (tx: Tx, id: ConversationId, lookupId: LookupId, agentId: AgentId | null) =>
        fill(tx, id, lookupId, agentId),
    },
    world: createRoutingWorld(s),
  });
  late.rules = rules.rules;
  for (const [kind, handler] of Object.entries(rules.jobs))
    s.jobs.handle(kind, handler, { concurrency: lookupsAtOnce });
  const simulations = createSimulations({ ...s, rules: rules.rules });
  // Each takes a whole processor; the others wait their turn.
  for (const [kind, handler] of Object.entries(simulations.jobs)) s.jobs.handle(kind, handler, { concurrency: 1 });
  const routes: readonly (readonly [contract: Record<string, RouteContract>, handlers: unknown])[] = [
    [ruleRoutes, rules.routes],
    [calendarRoutes, calendars.routes],
    [lookupRoutes, lookups.routes],
    [simulationRoutes, simulations.routes],
  ];
  return { plans: rules.plans, rules: rules.rules, calendars: calendars.service, lookups: lookups.service, routes };
};
