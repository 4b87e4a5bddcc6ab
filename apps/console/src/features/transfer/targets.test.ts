import type { AgentId, SkillGroupId, TransferTargets } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { choicesFrom, matching, mayBeChosen, partsOf } from './targets.ts';

const targets: TransferTargets = {
  agents: [
    {
      agentId: 'b' as AgentId,
      displayName: 'Ben',
      state: 'online',
      free: true,
      textLoad: 1,
      textCapacity: 3,
      inCall: false,
    },
    {
      agentId: 'c' as AgentId,
      displayName: '李伟',
      state: 'break',
      free: false,
      textLoad: 0,
      textCapacity: 3,
      inCall: false,
    },
  ],
  groups: [
    { groupId: 'g' as SkillGroupId, name: 'Cards', members: 2, free: 0 },
    { groupId: 'h' as SkillGroupId, name: 'Nobody', members: 0, free: 0 },
  ],
};

describe('whom one may choose', () => {
  it('is everybody who is free, every group with other members, and the rules', () => {
    const choices = choicesFrom(targets);
    expect(choices.filter(mayBeChosen).map((choice) => choice.key)).toEqual(['b', 'g', 'rules']);
    expect(choices.map((choice) => choice.target)).toEqual([
      { kind: 'agent', agentId: 'b' },
      { kind: 'agent', agentId: 'c' },
      { kind: 'skill_group', groupId: 'g' },
      { kind: 'skill_group', groupId: 'h' },
      { kind: 'rules' },
    ]);
  });
  it('is found by any part of the name, the rules always', () => {
    const found = (words: string) => matching(choicesFrom(targets), words).map((choice) => choice.key);
    expect(found(' CARD ')).toEqual(['g', 'rules']);
    expect(found('伟')).toEqual(['c', 'rules']);
    expect(found('nothing like it')).toEqual(['rules']);
  });
  it('stands first in its part, whoever may be back soonest first among the others', () => {
    const [agent] = targets.agents;
    if (!agent) throw new Error('no agent');
    const of = (agentId: string, state: typeof agent.state) => ({
      ...agent,
      agentId: agentId as AgentId,
      state,
      free: false,
    });
    const agents = [
      of('gone', 'offline'),
      of('break', 'break'),
      agent,
      of('wrapping', 'wrap_up'),
      of('full', 'online'),
    ];
    const keys = partsOf(choicesFrom({ ...targets, agents })).map(({ kind, now, later }) => [
      kind,
      now.map(({ key }) => key),
      later.map(({ key }) => key),
    ]);
    expect(keys).toEqual([
      ['agent', ['b'], ['full', 'wrapping', 'break', 'gone']],
      ['skill_group', ['g'], ['h']],
      ['rules', ['rules'], []],
    ]);
    expect(partsOf(matching(choicesFrom(targets), 'card')).map(({ kind }) => kind)).toEqual(['skill_group', 'rules']);
  });
});
