import type { TransferTarget, TransferTargets } from '@visavis/protocol';

type AgentTarget = TransferTargets['agents'][number];
type GroupTarget = TransferTargets['groups'][number];

export type Choice = { readonly key: string; readonly name: string; readonly target: TransferTarget } & (
  | { readonly kind: 'agent'; readonly agent: AgentTarget }
  | { readonly kind: 'skill_group'; readonly group: GroupTarget }
  | { readonly kind: 'rules' }
);

/** Somebody could be asked right now. Groups are searched for a while, so one with nobody free may be chosen. */
export const mayBeChosen = (choice: Choice): boolean => {
  if (choice.kind === 'agent') return choice.agent.free;
  return choice.kind === 'rules' || choice.group.members > 0;
};

/** People, then groups, then the rules; `rules` has no name of its own here. */
export const choicesFrom = ({ agents, groups }: TransferTargets): Choice[] => [
  ...agents.map(
    (agent): Choice => ({
      kind: 'agent',
      key: agent.agentId,
      name: agent.displayName,
      target: { kind: 'agent', agentId: agent.agentId },
      agent,
    }),
  ),
  ...groups.map(
    (group): Choice => ({
      kind: 'skill_group',
      key: group.groupId,
      name: group.name,
      target: { kind: 'skill_group', groupId: group.groupId },
      group,
    }),
  ),
  { kind: 'rules', key: 'rules', name: '', target: { kind: 'rules' } },
];

export type Part = {
  readonly kind: Choice['kind'];
  readonly now: readonly Choice[];
  readonly later: readonly Choice[];
};

/** How soon somebody may be there again: what decides the order of those who cannot take it now. */
const nearness = ['online', 'wrap_up', 'busy', 'break', 'not_responding', 'offline'] as const;
const distanceOf = (choice: Choice): number => (choice.kind === 'agent' ? nearness.indexOf(choice.agent.state) : 0);

/** By kind; in each, those who can take it now before those who cannot. A kind without any is left out. */
export const partsOf = (choices: readonly Choice[]): Part[] =>
  (['agent', 'skill_group', 'rules'] as const)
    .map((kind) => {
      const those = choices.filter((choice) => choice.kind === kind);
      const later = those.filter((choice) => !mayBeChosen(choice));
      return {
        kind,
        now: those.filter(mayBeChosen),
        later: later.toSorted((a, b) => distanceOf(a) - distanceOf(b)),
      };
    })
    .filter(({ now, later }) => now.length + later.length > 0);

/** The rules stay in the list whatever is looked for. */
export const matching = (choices: readonly Choice[], words: string): Choice[] => {
  const wanted = words.trim().toLowerCase();
  return choices.filter((choice) => choice.kind === 'rules' || choice.name.toLowerCase().includes(wanted));
};
