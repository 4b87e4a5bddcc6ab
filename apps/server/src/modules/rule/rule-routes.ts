import type { ruleRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { RuleSetService } from './rule-set-service.ts';
import type { TrialService } from './trial-service.ts';

export const createRuleRoutes = (rules: RuleSetService, trial: TrialService): RouteHandlers<typeof ruleRoutes> => ({
  getRuleSet: async () => ({ ruleSet: await rules.inForce() }),
  listRuleSetVersions: async () => ({ versions: await rules.listVersions() }),
  getRuleSetVersion: async ({ params }) => ({ ruleSet: await rules.getVersion(params.version) }),
  putRuleSet: async ({ principal, body }) => ({ ruleSet: await rules.put(principal, body) }),
  checkRules: ({ body }) => rules.check(body.rules),
  exportRules: () => rules.exportDocument(),
  importRules: ({ principal, body }) => rules.importDocument(principal, body),
  countRules: ({ query }) => rules.counts(query.since),
  tryRules: ({ body }) => trial.tryRules(body),
});
