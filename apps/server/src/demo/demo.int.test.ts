import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../../test/fingerprint.ts';
import { createLevelZero, type LevelZero } from '../../test/level-zero.ts';
import { ensureDemoOrganisation } from './index.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());

const ensure = (of: LevelZero, password: string | null = null) =>
  ensureDemoOrganisation({
    transactions: of.transactions,
    memberships: of.memberships,
    agents: of.identity.agents,
    groups: of.skillGroup.service,
    channels: of.channel.service,
    dataDir: of.dir,
    password,
  });

describe('the demo organisation', () => {
  it('is made once, also by two processes at once, with passwords kept for the owner only', async () => {
    const both = await Promise.all([ensure(zero), ensure(zero)]);
    const fresh = both.filter((one) => one?.fresh);
    expect(fresh).toHaveLength(1);
    const made = fresh[0];
    expect(made?.accounts.map((account) => account.role)).toEqual(['administrator', 'supervisor', 'agent', 'agent']);
    expect(new Set(made?.accounts.map((account) => account.password)).size).toBe(4);
    const file = made?.file ?? '';
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    for (const { email, password } of made?.accounts ?? []) {
      expect(fs.readFileSync(file, 'utf8')).toContain(password);
      const attempt = { email, password, address: '192.0.2.1', userAgent: '' };
      expect((await zero.identity.signIns.signIn(attempt)).agent).toMatchObject({ email, demo: true });
    }
    const before = await fingerprint(zero.db);
    expect(await ensure(zero)).toEqual({ fresh: false, file, accounts: [] });
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('has two groups with two agents and three bilingual channels that ask before recording', async () => {
    const groups = await zero.skillGroup.service.listGroups(zero.db);
    expect(groups.map((group) => [group.name, group.members.length])).toEqual([
      ['Everyday banking', 2],
      ['Mortgages', 2],
    ]);
    const channels = await zero.channel.service.listChannels(zero.db);
    expect(channels.map((channel) => channel.key).sort()).toEqual(['demo', 'h5', 'mortgages']);
    for (const channel of channels) {
      expect(channel).toMatchObject({ recording: 'ask', brand: { en: 'Harbour Bank', zh: '海港银行' } });
      expect(channel.greeting.zh).toMatch(/\p{Script=Han}/u);
    }
  });

  it('leaves an organisation of its own alone, and takes a given password', async () => {
    const other = await createLevelZero();
    try {
      const made = await ensure(other, 'trial password');
      expect(made?.accounts.every((account) => account.password === 'trial password')).toBe(true);
      fs.rmSync(made?.file ?? '');
      expect(await ensure(other)).toBeNull();
    } finally {
      await other.drop();
    }
  });
});
