import fs from 'node:fs';
import {
  type AgentId,
  type Attendance,
  apiKeyRoutes,
  channelRoutes,
  conversationRoutes,
  identityRoutes,
  skillGroupRoutes,
  visitorRoutes,
} from '@visavis/protocol';
import { fixedClock } from '@visavis/testkit';
import type { FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { createHttpServer } from '../src/http/http-server.ts';
import { mountRoutes } from '../src/http/routes.ts';
import { createOutbox } from '../src/infra/outbox/outbox.ts';
import { createDiskStorage } from '../src/infra/storage/disk-storage.ts';
import { DomainError } from '../src/lib/domain-error.ts';
import { createChannel } from '../src/modules/channel/index.ts';
import { createFile, type FileAccess } from '../src/modules/file/index.ts';
import { createIdentity } from '../src/modules/identity/index.ts';
import { visitorContacts } from '../src/modules/rule/index.ts';
import { createMemberships, createSkillGroup } from '../src/modules/skill-group/index.ts';
import { createVisitor } from '../src/modules/visitor/index.ts';
import type { Authentication, CoreDeps } from '../src/ports/index.ts';
import { makeTestDir, quietLog } from './postgres-for-tests.ts';
import { createTestDatabase } from './test-database.ts';

const start = '2026-11-22T08:00:00.000Z';

/** The modules of level 0 on a database of their own, with a clock that stands still, and their routes behind the real HTTP shell. */
export const createLevelZero = async (options: { readonly hostIsPublic?: boolean } = {}) => {
  const database = await createTestDatabase();
  const { db, transactions, afterCommit } = database;
  const dir = makeTestDir();
  const clock = fixedClock(start);
  const events = createOutbox({ db, afterCommit, log: quietLog, owner: 'test' });
  const core: CoreDeps = { clock, makeId: uuidv7, random: Math.random, log: quietLog, events, transactions };

  const disconnected: { agentId: AgentId; sessionKey: string | null; reason: string }[] = [];
  const realtime = {
    disconnectAgent: (agentId: AgentId, sessionKey: string | null, reason: 'signed_out' | 'disabled' | 'expired') => {
      disconnected.push({ agentId, sessionKey, reason });
    },
  };
  const surroundings = {
    mediaReady: true,
    attendance: 'away' as Attendance,
    waiting: 0,
    opensAt: null as string | null,
  };
  /** Replaced by tests of files. */
  const access: { -readonly [K in keyof FileAccess]: FileAccess[K] } = {
    mayReadFile: async () => false,
    assertMayWriteConversation: async () => {
      throw new DomainError('conversation_not_found');
    },
  };

  const memberships = createMemberships(events);
  const identity = createIdentity({
    ...core,
    db,
    memberships,
    realtime,
    hostIsPublic: options.hostIsPublic ?? false,
    demo: { allowPublic: false },
  });
  const skillGroup = createSkillGroup({ ...core, db, agents: identity.agents });
  const channel = createChannel({
    ...core,
    db,
    surroundings: {
      present: async () => ({ ...surroundings }),
      mediaReady: () => surroundings.mediaReady,
    },
  });
  const visitor = createVisitor({ ...core, db, channels: channel.service, contacts: visitorContacts });
  const storageDir = `${dir}/files`;
  const file = createFile({ ...core, db, storage: createDiskStorage(storageDir), access });

  const authentication: Authentication = {
    agentFromToken: identity.authentication.agentFromToken,
    agentFromKey: identity.apiKeys.principalOf,
    visitorFromToken: visitor.service.visitorFromToken,
    allowedOrigins: channel.service.allowedOrigins,
  };
  const app: FastifyInstance = createHttpServer({ log: quietLog, makeId: uuidv7, trustProxy: [], tls: null });
  const shell = { app, authentication, own: { publicOrigin: 'https://visavis.example' } };
  const { uploadFile, downloadFile } = conversationRoutes;
  app.after(() => {
    mountRoutes(shell, identityRoutes, identity.routes);
    mountRoutes(shell, apiKeyRoutes, identity.apiKeyRoutes);
    mountRoutes(shell, skillGroupRoutes, skillGroup.routes);
    mountRoutes(shell, channelRoutes, { ...channel.routes, ...visitor.routes });
    mountRoutes(shell, visitorRoutes, visitor.profileRoutes);
    mountRoutes(shell, { uploadFile, downloadFile }, file.routes);
  });
  await app.ready();

  return {
    ...{ app, db, transactions, clock, core, disconnected, surroundings, access, dir, storageDir },
    ...{ memberships, identity, skillGroup, channel, visitor, file, authentication },
    drop: async (): Promise<void> => {
      await app.close();
      await database.drop();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
};
export type LevelZero = Awaited<ReturnType<typeof createLevelZero>>;

export const testPassword = 'correct horse battery';

/** An account, and its sign-in as a cookie header. */
export const addAgent = async (
  zero: LevelZero,
  role: 'agent' | 'supervisor' | 'administrator',
  options: { readonly demo?: boolean; readonly email?: string } = {},
) => {
  const email = options.email ?? `${role}-${uuidv7()}@test.example`;
  const input = { email, displayName: `The ${role}`, role, language: 'en', capacity: null, groups: [] } as const;
  const agent = await zero.transactions.run((tx) =>
    zero.identity.agents.createAgent(
      tx,
      { ...input, groups: [], password: testPassword },
      { demo: options.demo ?? false },
    ),
  );
  const signIn = async (): Promise<string> => {
    const { token } = await zero.identity.signIns.signIn({
      email,
      password: testPassword,
      address: '192.0.2.1',
      userAgent: 'test',
    });
    return token;
  };
  return { agent, email, signIn };
};

export const cookieOf = (token: string): { cookie: string } => ({ cookie: `visavis=${token}` });
