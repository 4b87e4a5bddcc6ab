/** What a first start finds: an administrator and a small organisation to try everything with. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentRole, SkillGroupId } from '@visavis/protocol';
import type { ChannelService } from '../modules/channel/index.ts';
import type { AgentService } from '../modules/identity/index.ts';
import type { MembershipsService, SkillGroupService } from '../modules/skill-group/index.ts';
import type { Transactions } from '../ports/index.ts';
import type { Tx } from '../schema/index.ts';
import { demoAgents, demoChannels, demoGroups } from './organisation.ts';

export interface DemoAccount {
  readonly role: AgentRole;
  readonly email: string;
  readonly password: string;
}

export interface DemoAccounts {
  /** True on the very first start only; passwords are known only then. */
  readonly fresh: boolean;
  /** Where the passwords are kept, mode 0600. */
  readonly file: string;
  readonly accounts: readonly DemoAccount[];
}

export interface DemoDeps {
  readonly transactions: Transactions;
  readonly memberships: Pick<MembershipsService, 'lock'>;
  readonly agents: Pick<AgentService, 'isEmpty' | 'createAgent'>;
  readonly groups: Pick<SkillGroupService, 'createGroup'>;
  readonly channels: Pick<ChannelService, 'createChannel'>;
  readonly dataDir: string;
  /** The password of every demo account; random ones when null. */
  readonly password: string | null;
}

// Letters and digits that nobody mixes up when reading them from a screen; 18 of them are 88 bits.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const makePassword = (): string =>
  Array.from({ length: 3 }, () => Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('')).join(
    '-',
  );

const writePasswords = async (file: string, accounts: readonly DemoAccount[]): Promise<void> => {
  const lines = accounts.map(({ role, email, password }) => `${role.padEnd(14)} ${email.padEnd(24)} ${password}`);
  const text = `Demo accounts of this Visavis. Delete this file when you have your own accounts.\n\n${lines.join('\n')}\n`;
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
};

const fill = async (tx: Tx, deps: DemoDeps): Promise<DemoAccount[]> => {
  const groupIds: Record<string, SkillGroupId> = {};
  for (const [key, group] of Object.entries(demoGroups))
    groupIds[key] = (await deps.groups.createGroup(tx, { ...group, members: [] })).id;
  const idOf = (key: string): SkillGroupId => groupIds[key] as SkillGroupId;
  const accounts: DemoAccount[] = [];
  for (const agent of demoAgents) {
    const password = deps.password ?? makePassword();
    const groups = Object.entries(agent.groups).map(([key, level]) => ({ groupId: idOf(key), level }));
    await deps.agents.createAgent(tx, { ...agent, groups, password }, { demo: true });
    accounts.push({ role: agent.role, email: agent.email, password });
  }
  for (const { group, ...channel } of demoChannels)
    await deps.channels.createChannel(tx, { ...channel, groupId: idOf(group) });
  return accounts;
};

/**
 * Makes the demo organisation when there is no account at all, in one transaction; two processes starting at once make one.
 * Null: the database has its own organisation and no file of demo passwords.
 */
export const ensureDemoOrganisation = async (deps: DemoDeps): Promise<DemoAccounts | null> => {
  const file = join(deps.dataDir, 'demo-passwords.txt');
  const accounts = await deps.transactions.run(async (tx) => {
    await deps.memberships.lock(tx);
    if (!(await deps.agents.isEmpty(tx))) return null;
    const made = await fill(tx, deps);
    // Before the commit: accounts whose passwords nobody knows would be worse than a file without accounts.
    await writePasswords(file, made);
    return made;
  });
  if (accounts) return { fresh: true, file, accounts };
  return existsSync(file) ? { fresh: false, file, accounts: [] } : null;
};
