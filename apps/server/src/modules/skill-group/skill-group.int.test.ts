import { type AgentId, CreateSkillGroup, type SkillGroupId } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel, addGroup } from '../../../test/conversations.ts';
import { addAgent, createLevelZero, type LevelZero } from '../../../test/level-zero.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());

const getAgent = (agentId: AgentId) => zero.identity.agents.getAgent(zero.db, agentId);
const getGroup = (groupId: SkillGroupId) => zero.skillGroup.service.getGroup(zero.db, groupId);
const eventCount = async (type: string, subjectId: string): Promise<number> =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from domain_events where type = ${type} and subject_id = ${subjectId}`.execute(zero.db)
  ).rows[0]?.n ?? 0;

describe('membership', () => {
  it('set on a group shows on the agent, whose version moves on', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const group = await addGroup(zero);
    const updated = await zero.skillGroup.service.updateGroup(group.id, {
      version: 1,
      members: [{ agentId: agent.id, level: 4 }],
    });
    expect(updated).toMatchObject({
      version: 2,
      members: [{ agentId: agent.id, displayName: 'The agent', level: 4 }],
    });
    expect(await getAgent(agent.id)).toMatchObject({ version: 2, groups: [{ groupId: group.id, level: 4 }] });
    expect(await eventCount('agent_changed', agent.id)).toBe(2);
    await expect(zero.identity.agents.updateAgent(agent.id, { version: 1, groups: [] })).rejects.toMatchObject({
      code: 'version_conflict',
    });
  });

  it('set on an agent shows on the groups that gain or lose it, and on no other', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const [left, kept, joined] = [await addGroup(zero), await addGroup(zero), await addGroup(zero)];
    const both = [left, kept].map((group) => ({ groupId: group.id, level: 1 }));
    await zero.identity.agents.updateAgent(agent.id, { version: 1, groups: both });
    const next = [kept, joined].map((group) => ({ groupId: group.id, level: 1 }));
    const updated = await zero.identity.agents.updateAgent(agent.id, { version: 2, groups: next });
    expect(new Set(updated.groups.map((group) => group.groupId))).toEqual(new Set([kept.id, joined.id]));
    expect(await getGroup(left.id)).toMatchObject({ version: 3, members: [] });
    expect(await getGroup(kept.id)).toMatchObject({ version: 2 });
    expect((await getGroup(joined.id)).members.map((member) => member.agentId)).toEqual([agent.id]);
  });

  it('may change from both sides at once without a deadlock', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const group = await addGroup(zero);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        n % 2
          ? zero.skillGroup.service.updateGroup(group.id, { version: 1, members: [{ agentId: agent.id, level: 2 }] })
          : zero.identity.agents.updateAgent(agent.id, { version: 1, groups: [{ groupId: group.id, level: 3 }] }),
      ),
    );
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failures.every((failure) => failure.reason.code === 'version_conflict')).toBe(true);
    expect(failures).toHaveLength(9);
  });

  it('needs agents that exist', async () => {
    const group = await addGroup(zero);
    const nobody = '00000000-0000-7000-8000-000000000000' as AgentId;
    await expect(
      zero.skillGroup.service.updateGroup(group.id, {
        version: 1,
        name: 'New',
        members: [{ agentId: nobody, level: 1 }],
      }),
    ).rejects.toMatchObject({ code: 'agent_not_found' });
    expect(await getGroup(group.id)).toMatchObject({ version: 1, name: group.name });
  });
});

describe('groups', () => {
  it('have different names, whatever the case', async () => {
    await addGroup(zero, 'Loans');
    await expect(addGroup(zero, 'LOANS')).rejects.toMatchObject({
      code: 'skill_group_name_taken',
      details: { fields: { name: expect.any(String) } },
    });
  });

  it('are not overwritten by a change to an older version', async () => {
    const group = await addGroup(zero);
    await zero.skillGroup.service.updateGroup(group.id, {
      version: 1,
      ringSeconds: { text: 30, voice: 30, video: 30 },
    });
    await expect(
      zero.skillGroup.service.updateGroup(group.id, { version: 1, ringSeconds: { text: 40, voice: 40, video: 40 } }),
    ).rejects.toMatchObject({
      code: 'version_conflict',
      details: { version: 2 },
    });
  });

  it('stay while a channel uses them, and go with their memberships otherwise', async () => {
    const channel = await addChannel(zero);
    await expect(zero.skillGroup.service.deleteGroup(channel.groupId)).rejects.toMatchObject({
      code: 'skill_group_in_use',
    });
    const { agent } = await addAgent(zero, 'agent');
    const group = await addGroup(zero);
    await zero.identity.agents.updateAgent(agent.id, { version: 1, groups: [{ groupId: group.id, level: 1 }] });
    await zero.skillGroup.service.deleteGroup(group.id);
    expect(await getAgent(agent.id)).toMatchObject({ version: 3, groups: [] });
    await expect(getGroup(group.id)).rejects.toMatchObject({ code: 'skill_group_not_found' });
    await expect(zero.skillGroup.service.deleteGroup(group.id)).rejects.toMatchObject({
      code: 'skill_group_not_found',
    });
  });

  it('say who still uses them, and are kept hidden once they are deleted, their name free again', async () => {
    const group = await addGroup(zero);
    const other = await addGroup(zero);
    const limits = { maxWaiting: null, maxWaitSeconds: 60, overflow: { kind: 'group' as const, groupId: group.id } };
    await zero.skillGroup.service.updateGroup(other.id, { version: 1, limits });
    await expect(zero.skillGroup.service.deleteGroup(group.id)).rejects.toMatchObject({
      code: 'skill_group_in_use',
      details: { uses: [{ kind: 'overflow', name: other.name }] },
    });
    await zero.skillGroup.service.deleteGroup(other.id);
    await zero.skillGroup.service.deleteGroup(group.id);
    expect((await zero.skillGroup.service.listGroups(zero.db)).map(({ id }) => id)).not.toContain(group.id);
    const { archived_at: at, name } = await zero.db
      .selectFrom('skill_groups')
      .select(['archived_at', 'name'])
      .where('id', '=', group.id)
      .executeTakeFirstOrThrow();
    expect(at).not.toBeNull();
    expect(name).toBe(group.name);
    await expect(
      zero.transactions.run((tx) =>
        zero.skillGroup.service.createGroup(tx, CreateSkillGroup.parse({ name: group.name })),
      ),
    ).resolves.toMatchObject({ name: group.name });
    const { agent } = await addAgent(zero, 'agent');
    await expect(
      zero.identity.agents.updateAgent(agent.id, { version: 1, groups: [{ groupId: group.id, level: 1 }] }),
    ).rejects.toMatchObject({ code: 'skill_group_not_found' });
    const channel = await addChannel(zero);
    await expect(
      zero.channel.service.updateChannel(channel.id, { version: channel.version, groupId: group.id }),
    ).rejects.toMatchObject({ code: 'skill_group_not_found' });
  });

  it('overflow to another group, never to themselves, in a circle or to nowhere', async () => {
    const [a, b, c] = [await addGroup(zero), await addGroup(zero), await addGroup(zero)];
    const to = (groupId: string) => ({
      limits: {
        maxWaiting: 3,
        maxWaitSeconds: null,
        overflow: { kind: 'group' as const, groupId: groupId as typeof a.id },
      },
    });
    const { updateGroup } = zero.skillGroup.service;
    expect((await updateGroup(a.id, { version: 1, ...to(b.id), rampSeconds: 20 })).limits.overflow).toEqual({
      kind: 'group',
      groupId: b.id,
    });
    await updateGroup(b.id, { version: 1, ...to(c.id) });
    await expect(updateGroup(c.id, { version: 1, ...to(a.id) })).rejects.toMatchObject({
      code: 'skill_group_overflow_invalid',
      details: { problem: 'cycle', path: [c.name, a.name, b.name, c.name] },
    });
    await expect(updateGroup(c.id, { version: 1, ...to(c.id) })).rejects.toMatchObject({
      code: 'skill_group_overflow_invalid',
      details: { problem: 'itself' },
    });
    await expect(
      updateGroup(c.id, { version: 1, ...to('019b0000-0000-7000-8000-000000000000') }),
    ).rejects.toMatchObject({
      code: 'skill_group_overflow_invalid',
      details: { problem: 'unknown' },
    });
    expect(await getGroup(c.id)).toMatchObject({ version: 1, limits: { overflow: { kind: 'expire' } } });
  });

  it('come with levels and without names for the router', async () => {
    const { agent } = await addAgent(zero, 'agent');
    const group = await addGroup(zero);
    await zero.skillGroup.service.updateGroup(group.id, { version: 1, members: [{ agentId: agent.id, level: 5 }] });
    const found = (await zero.skillGroup.service.listForRouting(zero.db)).find((one) => one.id === group.id);
    expect(found).toMatchObject({ strategy: 'least_loaded', members: [{ agentId: agent.id, level: 5 }] });
  });
});
