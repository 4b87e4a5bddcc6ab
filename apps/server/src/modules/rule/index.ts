/** Rules: the versioned list that gives every contact its plan. Event: `rules_put {version, agentId, note, ruleCount}`. */
import type { ChannelId, SkillGroupId } from '@visavis/protocol';
import type { CoreDeps, Jobs } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { CalendarService } from '../calendar/index.ts';
import type { LookupService } from '../lookup/index.ts';
import { factsRepo } from './facts-repo.ts';
import { createLookupJobs } from './lookup-jobs.ts';
import { createPlansService } from './plans-service.ts';
import { createRuleRoutes } from './rule-routes.ts';
import { createRuleSetService } from './rule-set-service.ts';
import type { QueueWantedByRules, WorldWanted } from './rule-wants.ts';
import { ruleWorldRepo } from './rule-world-repo.ts';
import { createTrialService } from './trial-service.ts';

export { groupsOfChannel } from './channel-groups.ts';
export type { PlansService } from './plans-service.ts';
export type { RuleSetService } from './rule-set-service.ts';
export type * from './rule-wants.ts';

export interface RulesDeps extends CoreDeps {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly calendars: Pick<CalendarService, 'listCalendars'>;
  readonly lookups: Pick<LookupService, 'designate'>;
  /** Throws channel_not_found. */
  readonly getChannel: (db: Db, channelId: ChannelId) => Promise<{ readonly groupId: SkillGroupId }>;
  /** The queue needs plans before it is there itself, so it comes as a function. */
  readonly queue: QueueWantedByRules;
  readonly world: WorldWanted;
}

export const createRules = (deps: RulesDeps) => {
  const rules = createRuleSetService(deps);
  const trial = createTrialService({ ...deps, rules });
  return {
    rules,
    plans: createPlansService(deps),
    trial,
    routes: createRuleRoutes(rules, trial),
    jobs: createLookupJobs({ ...deps, contact: factsRepo.contact }),
  };
};

/** The agent with this e-mail address or id; undefined: nobody, or the account is disabled. */
export const findAgentNamed = ruleWorldRepo.findAgentNamed;
export { visitorContacts } from './visitor-contacts-repo.ts';
