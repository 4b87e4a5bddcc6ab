import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { Instant } from '../ids.ts';
import { PutRuleSet, RuleSet } from '../routing-rule.ts';
import { ImportedRules, ImportRules, RuleCheck, RuleCounts, RuleDocument, RuleSetVersion } from '../rule-check.ts';
import { RuleTrial, TryRules } from '../rule-trial.ts';

const one = z.object({ ruleSet: RuleSet });
/** Mapping tables make rule sets long. */
const maxBodyBytes = 4 * 1024 * 1024;

export const ruleRoutes = defineRoutes({
  getRuleSet: {
    method: 'GET',
    path: '/api/v1/routing/rules',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'The rules in force',
    response: one,
    errors: [],
  },
  listRuleSetVersions: {
    method: 'GET',
    path: '/api/v1/routing/rules/versions',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'All versions of the rules, newest first',
    response: z.object({ versions: z.array(RuleSetVersion) }),
    errors: [],
  },
  getRuleSetVersion: {
    method: 'GET',
    path: '/api/v1/routing/rules/versions/:version',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'One version of the rules',
    params: z.strictObject({ version: z.coerce.number().int().min(0) }),
    response: one,
    errors: ['rule_set_not_found'],
  },
  putRuleSet: {
    method: 'PUT',
    path: '/api/v1/routing/rules',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Put a whole set of rules in force; who waits already keeps the plan they have',
    body: PutRuleSet,
    maxBodyBytes,
    response: one,
    errors: ['rules_invalid', 'version_conflict'],
  },
  checkRules: {
    method: 'POST',
    path: '/api/v1/routing/rules/check',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'What is wrong with these rules; saves nothing',
    // Whatever it is: what does not match the contract comes back as a problem with its place.
    body: z.strictObject({ rules: z.array(z.unknown()).max(200) }),
    maxBodyBytes,
    response: RuleCheck,
    errors: [],
  },
  exportRules: {
    method: 'GET',
    path: '/api/v1/routing/rules/export',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'The rules in force as a file, with names beside ids',
    response: RuleDocument,
    errors: [],
  },
  importRules: {
    method: 'POST',
    path: '/api/v1/routing/rules/import',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Put the rules of a file in force; ids that are unknown here are matched by name',
    body: ImportRules,
    maxBodyBytes,
    response: ImportedRules,
    errors: ['rules_invalid', 'version_conflict'],
  },
  countRules: {
    method: 'GET',
    path: '/api/v1/routing/rules/counts',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'How many contacts each rule took; without `since`: of the last 24 hours',
    query: z.strictObject({ since: Instant.optional() }),
    response: RuleCounts,
    errors: [],
  },
  tryRules: {
    method: 'POST',
    path: '/api/v1/routing/try',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'Who would get this? A made-up visitor against the rules in force or a draft; changes nothing',
    body: TryRules,
    maxBodyBytes,
    response: RuleTrial,
    errors: ['rules_invalid', 'channel_not_found'],
  },
});
