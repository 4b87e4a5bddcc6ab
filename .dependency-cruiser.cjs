// Who may import whom (ARCHITECTURE.md explains why). `scripts/boundaries.test.ts` plants a violation of every rule
// below and sees it caught, so a rule that silently stopped working fails the check.

/** Modules may import only from a lower level; same-level or upward needs are events, not imports. */
const levels = [
  ['identity', 'visitor', 'skill-group', 'channel', 'calendar', 'lookup', 'file'],
  ['presence', 'conversation'],
  ['routing', 'call'],
  ['queue', 'rule', 'wrap-up', 'recording', 'simulation'],
  ['transfer', 'callback', 'contact', 'floor', 'alarm'],
  ['report', 'audit', 'webhook', 'survey'],
];

const modules = '^apps/server/src/modules/';
const test = '[.]test[.]tsx?$';
/** Files of a module that have a role; all others are pure decisions. */
const role = '(-(service|repo|routes|socket|jobs|wants)|/index)([.]int|[.]janus)?([.]test)?[.]ts$';
const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`;
const oneOf = (names) => `(${names.join('|')})`;

const levelRules = levels.slice(0, -1).map((names, level) => ({
  name: `r8-level-${level}-imports-only-lower-levels`,
  comment: `Level ${level} (${names.join(', ')}) must not know its own or higher levels.`,
  severity: 'error',
  from: { path: `${modules}(${oneOf(names)})/` },
  to: { path: `${modules}${oneOf(levels.slice(level).flat())}/`, pathNot: `${modules}$1/` },
}));

module.exports = {
  forbidden: [
    // R1: apps -> packages -> protocol -> zod.
    {
      name: 'r1-apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'r1-packages-never-import-apps',
      comment: 'The test kit may: it builds the real server for tests. Nothing that ships may import the test kit.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/testkit/' },
      to: { path: '^apps/' },
    },
    {
      name: 'r1-packages-in-order',
      comment: 'sdk -> client -> protocol',
      severity: 'error',
      from: { path: '^packages/client/', pathNot: test },
      to: { path: '^packages/(sdk|testkit)/' },
    },
    {
      name: 'r1-testkit-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [test, '^packages/testkit/', '^apps/server/test/'] },
      to: { path: '^packages/testkit/' },
    },

    // R2: the contract knows only zod; what runs in any page knows no framework and no Node.
    {
      name: 'r2-protocol-imports-only-zod',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: test },
      to: { pathNot: ['^packages/protocol/src/', npm('zod')] },
    },
    {
      name: 'r2-client-and-sdk-without-framework',
      severity: 'error',
      from: { path: '^packages/(client|sdk)/src/', pathNot: test },
      to: { path: npm('react', 'react-dom', 'preact', '@preact', '@mantine') },
    },
    {
      name: 'r2-client-and-sdk-without-node',
      severity: 'error',
      from: { path: '^packages/(client|sdk)/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },

    // R3: a module file without a role suffix is a pure decision.
    {
      name: 'r3-pure-files-stay-pure',
      comment: 'Pure files import protocol, lib, ports and pure files of their own module; nothing else.',
      severity: 'error',
      from: { path: `${modules}([^/]+)/`, pathNot: [role, test] },
      to: {
        pathNot: ['^packages/protocol/', '^apps/server/src/(lib|ports)/', `${modules}$1/`],
      },
    },
    {
      name: 'r3-pure-files-import-no-role-files',
      severity: 'error',
      from: { path: `${modules}([^/]+)/`, pathNot: [role, test] },
      to: { path: `${modules}.*${role}` },
    },
    {
      name: 'r3-wants-hold-only-types',
      comment: 'A -wants file says in types what a module needs of others; it runs nothing.',
      severity: 'error',
      from: { path: `${modules}.*-wants[.]ts$` },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'r3-lib-and-ports-know-no-domain',
      severity: 'error',
      from: { path: '^apps/server/src/(lib|ports)/', pathNot: test },
      to: { path: '^apps/server/src/', pathNot: '^apps/server/src/(lib|ports|schema)/' },
    },

    // R4: use cases know decisions, their repo, lower front doors and ports; no framework, no adapter.
    {
      name: 'r4-services-without-framework',
      severity: 'error',
      from: { path: `${modules}.*-service[.]ts$` },
      to: { path: npm('fastify', '@fastify/[^/]+', 'socket.io', 'kysely', 'pg', 'pino', 'ws') },
    },
    {
      name: 'r4-services-without-adapters',
      severity: 'error',
      from: { path: `${modules}.*-service[.]ts$` },
      to: { path: ['-(routes|socket)[.]ts$', '^apps/server/src/(http|realtime|infra)/'] },
    },

    // R5: SQL lives in repos (and in the database adapter itself).
    {
      name: 'r5-sql-only-in-repos',
      severity: 'error',
      from: {
        path: '^apps/server/src/',
        pathNot: [test, '-repo[.]ts$', '^apps/server/src/(infra|schema|ports)/', '^apps/server/src/compose'],
      },
      to: { path: npm('kysely', 'pg', '@types/pg') },
    },
    {
      name: 'r5-repos-know-only-rows',
      severity: 'error',
      from: { path: `${modules}.*-repo[.]ts$` },
      to: { path: ['-(service|routes|socket)[.]ts$', npm('fastify', 'socket.io', 'pino', 'ws')] },
    },

    // R6: routes and sockets translate; they never reach the database.
    {
      name: 'r6-routes-and-sockets-use-services',
      severity: 'error',
      from: { path: `${modules}.*-(routes|socket)[.]ts$` },
      to: { path: ['-repo[.]ts$', npm('kysely', 'pg'), '^apps/server/src/infra/'] },
    },

    // R7: a module has one front door.
    {
      name: 'r7-front-door-between-modules',
      severity: 'error',
      from: { path: `${modules}([^/]+)/`, pathNot: test },
      to: { path: `${modules}[^/]+/`, pathNot: [`${modules}$1/`, `${modules}[^/]+/index[.]ts$`] },
    },
    {
      name: 'r7-front-door-from-outside',
      severity: 'error',
      from: { path: '^(apps/server/src|packages)/', pathNot: [modules, test, '^packages/testkit/'] },
      to: { path: `${modules}[^/]+/`, pathNot: `${modules}[^/]+/index[.]ts$` },
    },

    // R8: levels.
    ...levelRules,
    {
      name: 'r8-nobody-imports-the-top-level',
      severity: 'error',
      from: { path: `${modules}([^/]+)/` },
      to: { path: `${modules}${oneOf(levels.at(-1))}/`, pathNot: `${modules}$1/` },
    },
    {
      name: 'r8-every-module-has-a-level',
      comment: 'A new module is entered in the level table at the top of this file.',
      severity: 'error',
      from: {},
      to: { path: `${modules}[^/]+/`, pathNot: `${modules}${oneOf(levels.flat())}/` },
    },

    // R9: adapters are chosen in one place and know no use case.
    {
      name: 'r9-infra-only-from-compose',
      severity: 'error',
      from: {
        path: '^apps/server/src/',
        pathNot: [
          test,
          '^apps/server/src/infra/',
          '^apps/server/src/(compose[^/]*|main)[.]ts$',
          '^apps/server/src/compose/',
        ],
      },
      to: { path: '^apps/server/src/infra/' },
    },
    {
      name: 'r9-infra-knows-no-module',
      severity: 'error',
      from: { path: '^apps/server/src/infra/', pathNot: test },
      to: { path: '^apps/server/src/(modules|http|realtime)/' },
    },

    // R10: no cycles.
    { name: 'r10-no-cycles', severity: 'error', from: {}, to: { circular: true } },

    // R11: features of the two apps.
    {
      name: 'r11-features-through-their-front-door',
      severity: 'error',
      from: { path: '^apps/(console|visitor)/src/features/([^/]+)/' },
      to: {
        path: '^apps/$1/src/features/[^/]+/',
        pathNot: ['^apps/$1/src/features/$2/', '^apps/$1/src/features/[^/]+/index[.]tsx?$'],
      },
    },
    {
      name: 'r11-shared-never-imports-features',
      severity: 'error',
      from: { path: '^apps/(console|visitor)/src/shared/' },
      to: { path: '^apps/$1/src/(features|app)/' },
    },
    {
      name: 'r11-features-never-import-app',
      severity: 'error',
      from: { path: '^apps/(console|visitor)/src/features/' },
      to: { path: '^apps/$1/src/app/' },
    },

    // An import that leads nowhere is invisible to every rule above.
    {
      name: 'r0-imports-resolve',
      severity: 'error',
      from: { path: '^(apps|packages)/' },
      to: { couldNotResolve: true, pathNot: '[?]|^virtual:' },
    },
  ],
  options: {
    // Without swc dependency-cruiser sees no TypeScript at all under TypeScript 7, and reports success.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|[.]cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
