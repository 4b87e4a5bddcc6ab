import type { AgentId, SkillGroupId } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAgent, createLevelZero, type LevelZero, testPassword } from '../../../test/level-zero.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());
beforeEach(async () => {
  await sql`truncate sign_in_failures`.execute(zero.db);
});

const attempt = (email: string, password = testPassword, address = '198.51.100.7') =>
  zero.identity.signIns.signIn({ email, password, address, userAgent: 'Mozilla/5.0 test' });
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const who = (token: string) => zero.authentication.agentFromToken(token);
const events = async (type: string, subjectId: string) =>
  (
    await sql<{ payload: Record<string, unknown> }>`
      select payload from domain_events where type = ${type} and subject_id = ${subjectId} order by id`.execute(zero.db)
  ).rows.map((row) => row.payload);
const failures = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from sign_in_failures`.execute(zero.db)).rows[0]?.n;

describe('sign-in', () => {
  it('gives a token of which only the hash is stored, whatever the case of the address', async () => {
    const { agent, email } = await addAgent(zero, 'agent');
    const { token, agent: signedIn } = await attempt(` ${email.toUpperCase()} `);
    expect(signedIn.id).toBe(agent.id);
    expect(await who(token)).toMatchObject({ kind: 'agent', agentId: agent.id, role: 'agent' });
    const { rows } = await sql<{ all: string }>`
      select string_agg(s::text, ' ') as all from agent_sessions s where agent_id = ${agent.id}`.execute(zero.db);
    expect(rows[0]?.all).not.toContain(token);
    const stored = await sql<{ password_hash: string }>`
      select password_hash from agents where id = ${agent.id}`.execute(zero.db);
    expect(stored.rows[0]?.password_hash).toMatch(/^\$argon2id\$/);
    expect(await failures()).toBe(0);
  });

  it('says the same of a wrong password and of an unknown account, and takes about as long', async () => {
    const { email } = await addAgent(zero, 'agent');
    const timed = async (address: string): Promise<number> => {
      const began = performance.now();
      expect(await codeOf(attempt(address, 'wrong password'))).toBe('auth_failed');
      return performance.now() - began;
    };
    await timed('warm-up@test.example');
    const known = await timed(email);
    const unknown = await timed('nobody@test.example');
    expect(unknown).toBeGreaterThan(known / 5);
  });

  it('locks the account after five wrong passwords for fifteen minutes, also for the right one', async () => {
    const { email } = await addAgent(zero, 'agent');
    for (let n = 0; n < 5; n += 1) expect(await codeOf(attempt(email, 'wrong'))).toBe('auth_failed');
    await expect(attempt(email)).rejects.toMatchObject({ code: 'auth_locked', details: { retryAfterSeconds: 900 } });
    zero.clock.advance(15 * 60_000 - 1_000);
    await expect(attempt(email)).rejects.toMatchObject({ code: 'auth_locked', details: { retryAfterSeconds: 1 } });
    zero.clock.advance(1_000);
    expect(await codeOf(attempt(email))).toBe('ok');
  });

  it('lets exactly five of many parallel wrong tries reach the password', async () => {
    const { email } = await addAgent(zero, 'agent');
    const codes = await Promise.all(Array.from({ length: 18 }, () => codeOf(attempt(email, 'wrong'))));
    expect(codes.filter((code) => code === 'auth_failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'auth_locked')).toHaveLength(13);
    expect(await failures()).toBe(5);
  });

  it('holds the lock when two processes are tried at once', async () => {
    const { email } = await addAgent(zero, 'agent');
    const { createIdentity } = await import('./index.ts');
    const other = createIdentity({
      ...zero.core,
      db: zero.db,
      memberships: zero.memberships,
      realtime: { disconnectAgent: () => undefined },
      hostIsPublic: false,
      demo: { allowPublic: false },
    });
    const tries = [zero.identity, other].flatMap((identity) =>
      Array.from({ length: 8 }, () =>
        codeOf(identity.signIns.signIn({ email, password: 'wrong', address: '198.51.100.9', userAgent: '' })),
      ),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'auth_failed')).toHaveLength(5);
  });

  it('lets many right sign-ins through at once', async () => {
    const { email } = await addAgent(zero, 'agent');
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(attempt(email))));
    expect(codes.every((code) => code === 'ok')).toBe(true);
  });

  it('locks an address that tries many accounts', async () => {
    const { email } = await addAgent(zero, 'agent');
    for (let n = 0; n < 30; n += 1)
      expect(await codeOf(attempt(`nobody-${n}@test.example`, 'wrong', '203.0.113.5'))).toBe('auth_failed');
    expect(await codeOf(attempt(email, testPassword, '203.0.113.5'))).toBe('rate_limited');
    expect(await codeOf(attempt(email, testPassword, '203.0.113.6'))).toBe('ok');
  });

  it('counts a success as the end of a series', async () => {
    const { email } = await addAgent(zero, 'agent');
    for (let n = 0; n < 4; n += 1) await codeOf(attempt(email, 'wrong'));
    await attempt(email);
    for (let n = 0; n < 4; n += 1) expect(await codeOf(attempt(email, 'wrong'))).toBe('auth_failed');
    expect(await codeOf(attempt(email))).toBe('ok');
  });

  it('refuses demo accounts where others can reach us, also those signed in before', async () => {
    const open = await createLevelZero({ hostIsPublic: true });
    try {
      const { signIn } = await addAgent(open, 'administrator', { demo: true, email: 'demo@test.example' });
      expect(await codeOf(signIn())).toBe('demo_refused');
      const { rows } = await sql`select 1 from agent_sessions`.execute(open.db);
      expect(rows).toHaveLength(0);
      const { signIn: real } = await addAgent(open, 'administrator');
      expect(await codeOf(real())).toBe('ok');
    } finally {
      await open.drop();
    }
  });
});

describe('the end of a sign-in', () => {
  it('comes twelve hours after the last use', async () => {
    const { signIn } = await addAgent(zero, 'agent');
    const token = await signIn();
    for (let hours = 0; hours < 30; hours += 10) {
      zero.clock.advance(10 * 3_600_000);
      await who(token);
    }
    zero.clock.advance(12 * 3_600_000);
    expect(await codeOf(who(token))).toBe('auth_expired');
  });

  it('comes seven days after it began, whatever happens', async () => {
    const { signIn } = await addAgent(zero, 'agent');
    const token = await signIn();
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      zero.clock.advance(6 * 3_600_000);
      await who(token);
    }
    zero.clock.advance(6 * 3_600_000);
    expect(await codeOf(who(token))).toBe('auth_expired');
  });

  it('is told to its connections when the sweep finds it', async () => {
    const { agent, signIn } = await addAgent(zero, 'agent');
    const { sessionKey } = await who(await signIn());
    zero.clock.advance(13 * 3_600_000);
    await zero.identity.sweep();
    expect(await events('agent_signed_out', agent.id)).toEqual([{ agentId: agent.id, sessionKey, reason: 'expired' }]);
  });

  it('is kept off by a live connection', async () => {
    const { signIn } = await addAgent(zero, 'agent');
    const token = await signIn();
    const { sessionKey } = await who(token);
    zero.clock.advance(11 * 3_600_000);
    expect(await zero.identity.authentication.keepAlive(sessionKey)).toBe(true);
    zero.clock.advance(11 * 3_600_000);
    expect(await codeOf(who(token))).toBe('ok');
    zero.clock.advance(13 * 3_600_000);
    expect(await zero.identity.authentication.keepAlive(sessionKey)).toBe(false);
  });

  it('is felt at once on this node, for one sign-in or for all', async () => {
    const { agent, signIn } = await addAgent(zero, 'agent');
    const tokens = [await signIn(), await signIn(), await signIn()] as const;
    const [first, second] = [await who(tokens[0]), await who(tokens[1])];
    await zero.identity.signIns.signOut(first);
    expect(await codeOf(who(tokens[0]))).toBe('auth_expired');
    expect(await codeOf(who(tokens[1]))).toBe('ok');
    await zero.identity.signIns.signOutEverywhere(second);
    expect(await codeOf(who(tokens[1]))).toBe('auth_expired');
    expect(await codeOf(who(tokens[2]))).toBe('auth_expired');
    expect(await events('agent_signed_out', agent.id)).toEqual([
      { agentId: agent.id, sessionKey: first.sessionKey, reason: 'signed_out' },
      { agentId: agent.id, sessionKey: null, reason: 'signed_out' },
    ]);
  });

  it('ends the connections of the account', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const handler = zero.identity.socket.events?.agent_signed_out;
    const payload = { agentId: agent.id, sessionKey: null, reason: 'disabled' };
    await handler?.({ id: '1', type: 'agent_signed_out', subjectId: agent.id, createdAt: zero.clock.now(), payload });
    expect(zero.disconnected.at(-1)).toEqual(payload);
  });

  it('tells missing tokens from ended ones', async () => {
    expect(await codeOf(zero.authentication.agentFromToken(undefined))).toBe('auth_required');
    expect(await codeOf(who('not one of ours'))).toBe('auth_expired');
    expect(await codeOf(who('A'.repeat(43)))).toBe('auth_expired');
  });
});

describe('accounts', () => {
  const update = (agentId: AgentId, input: Parameters<typeof zero.identity.agents.updateAgent>[1]) =>
    zero.identity.agents.updateAgent(agentId, input);

  it('lose all sign-ins when disabled, demoted or given another password', async () => {
    await addAgent(zero, 'administrator');
    const changes = [{ disabled: true }, { role: 'agent' }, { password: 'another password' }] as const;
    for (const change of changes) {
      const { agent, signIn } = await addAgent(zero, 'supervisor');
      const token = await signIn();
      await who(token);
      await update(agent.id, { version: 1, ...change });
      expect(await codeOf(who(token))).toBe('auth_expired');
    }
  });

  it('cannot be signed in to while disabled', async () => {
    const { agent, email } = await addAgent(zero, 'agent');
    await update(agent.id, { version: 1, disabled: true });
    expect(await codeOf(attempt(email))).toBe('auth_failed');
    await update(agent.id, { version: 2, disabled: false });
    expect(await codeOf(attempt(email))).toBe('ok');
  });

  it('are not overwritten by a change to an older version', async () => {
    const { agent } = await addAgent(zero, 'agent');
    await update(agent.id, { version: 1, displayName: 'First' });
    await expect(update(agent.id, { version: 1, displayName: 'Second' })).rejects.toMatchObject({
      code: 'version_conflict',
      details: { version: 2 },
    });
    expect((await zero.identity.agents.getAgent(zero.db, agent.id)).displayName).toBe('First');
  });

  it('have different addresses, whatever the case', async () => {
    const { email } = await addAgent(zero, 'agent');
    await expect(addAgent(zero, 'agent', { email: email.toUpperCase() })).rejects.toMatchObject({
      code: 'agent_email_taken',
      details: { fields: { email: expect.any(String) } },
    });
  });

  it('refuse a group that does not exist, and then nothing is changed', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const groups = [{ groupId: '00000000-0000-7000-8000-000000000000' as SkillGroupId, level: 1 }];
    expect(await codeOf(update(agent.id, { version: 1, displayName: 'New', groups }))).toBe('skill_group_not_found');
    expect(await zero.identity.agents.getAgent(zero.db, agent.id)).toMatchObject({ version: 1, groups: [] });
  });

  it('always keep one administrator, also when two are demoted at once', async () => {
    const fresh = await createLevelZero();
    try {
      const one = await addAgent(fresh, 'administrator');
      const two = await addAgent(fresh, 'administrator');
      const demote = (agentId: AgentId) =>
        codeOf(fresh.identity.agents.updateAgent(agentId, { version: 1, role: 'agent' }));
      const codes = await Promise.all([demote(one.agent.id), demote(two.agent.id)]);
      expect(codes.sort()).toEqual(['agent_last_administrator', 'ok']);
    } finally {
      await fresh.drop();
    }
  });
});
