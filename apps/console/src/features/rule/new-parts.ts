/** Conditions, stages and whole rules as they begin, and the examples a first rule set can be made from. */
import { newUuid } from '@visavis/client';
import type { RoutingRule, RoutingStage, RuleCondition } from '@visavis/protocol';
import { defaultPatienceSeconds, settled, stageTimes, startAt } from './stage-times.ts';

/** A place in a draft where something has yet to be chosen. The server's check says so until it is. */
const open = <T extends string>(): T => '' as T;

export const conditionKinds = [
  'channel',
  'medium',
  'vip',
  'attribute',
  'language',
  'tag',
  'hours',
  'queue_length',
  'longest_wait',
  'served_before',
] as const satisfies readonly RuleCondition['kind'][];

export interface First {
  readonly channelId: string | undefined;
  readonly calendarId: string | undefined;
}

export function newCondition(kind: RuleCondition['kind'], first: First): RuleCondition {
  switch (kind) {
    case 'channel':
      return { kind, channelIds: first.channelId === undefined ? [] : [first.channelId as never] };
    case 'medium':
      return { kind, media: ['text'] };
    case 'vip':
      return { kind, min: 1, max: 9 };
    case 'attribute':
      return { kind, name: open(), operator: 'is', values: [] };
    case 'language':
      return { kind, languages: ['zh'] };
    case 'tag':
      return { kind, tags: [] };
    case 'hours':
      return { kind, calendarId: (first.calendarId ?? '') as never, open: false };
    case 'queue_length':
      return { kind, groupId: null, atLeast: 10 };
    case 'longest_wait':
      return { kind, groupId: null, atLeastSeconds: 300 };
    case 'served_before':
      return { kind, withinDays: 90 };
  }
}

export const stageKinds = [
  'skill_group',
  'regular_agent',
  'agents',
  'designated_agent',
  'offer',
  'overflow',
] as const satisfies readonly RoutingStage['kind'][];

/** Somebody they know is worth a moment, not a wait. */
const regular: RoutingStage = { kind: 'regular_agent', choose: 'last_served', withinDays: 90, patienceSeconds: 20 };
/** Other ways are offered to whoever waits in vain, so not before that. */
const otherWaysAfterSeconds = 180;

export function newStage(kind: RoutingStage['kind'], before: readonly RoutingStage[]): RoutingStage {
  const patienceSeconds = defaultPatienceSeconds;
  switch (kind) {
    case 'skill_group': {
      // The usual next step is the same groups, one level lower: that is how a search relaxes.
      const last = before.findLast((stage) => stage.kind === 'skill_group');
      const groups = last?.groups.map((one) => ({ ...one, minLevel: Math.max(1, one.minLevel - 1) }));
      return {
        kind,
        groups: groups ?? [{ groupId: null, minLevel: 1 }],
        strategy: last?.strategy ?? null,
        patienceSeconds,
      };
    }
    case 'regular_agent':
      return { ...regular };
    case 'agents':
      return { kind, agentIds: [], strategy: 'least_loaded', patienceSeconds };
    case 'designated_agent':
      return { kind, by: { kind: 'attribute', name: open() }, patienceSeconds };
    case 'offer':
      return { kind, options: [{ kind: 'callback' }], patienceSeconds };
    case 'overflow':
      return { kind, groupId: open() };
  }
}

const namesPeople = (stage: RoutingStage): boolean =>
  stage.kind === 'regular_agent' || stage.kind === 'agents' || stage.kind === 'designated_agent';

/**
 * Where a new stage makes sense: people by name before the first group that would ask anyone, everything else at the end,
 * but nothing behind an overflow, which ends the rule.
 */
export function placeFor(stages: readonly RoutingStage[], stage: RoutingStage): number {
  if (namesPeople(stage)) {
    const group = stages.findIndex((one) => one.kind === 'skill_group');
    if (group !== -1) return group;
  }
  return stages.at(-1)?.kind === 'overflow' && stage.kind !== 'overflow' ? stages.length - 1 : stages.length;
}

export const withStage = (rule: RoutingRule, stage: RoutingStage): RoutingRule => {
  const place = placeFor(rule.stages, stage);
  const made = settled({ ...rule, stages: rule.stages.toSpliced(place, 0, stage) });
  const from = stageTimes(made)[place]?.fromSeconds ?? 0;
  return stage.kind === 'offer' && from < otherWaysAfterSeconds ? startAt(made, place, otherWaysAfterSeconds) : made;
};

const rule = (name: string, over: Partial<RoutingRule>): RoutingRule =>
  settled({
    id: newUuid() as RoutingRule['id'],
    name,
    enabled: true,
    when: [],
    priority: 0,
    stages: [],
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: 'decide',
    ...over,
  });

export const newRule = (name: string): RoutingRule => rule(name, { stages: [newStage('skill_group', [])] });

/** A copy with an id of its own. */
export const copyOf = (original: RoutingRule, name: string): RoutingRule => ({
  ...structuredClone(original),
  id: newUuid() as RoutingRule['id'],
  name,
});

const level = (minLevel: number, patienceSeconds: number | null): RoutingStage => ({
  kind: 'skill_group',
  groups: [{ groupId: null, minLevel }],
  strategy: null,
  patienceSeconds,
});
const offer = (...kinds: ('callback' | 'message')[]): RoutingStage => ({
  kind: 'offer',
  options: kinds.map((kind) => ({ kind })),
  patienceSeconds: null,
});

export const exampleKinds = ['closed', 'vip', 'regular', 'levels', 'callback'] as const;
export type ExampleKind = (typeof exampleKinds)[number];

/** In the order they belong in a set: what turns away first, what takes everybody last. */
export function example(kind: ExampleKind, name: string, first: First): RoutingRule {
  switch (kind) {
    case 'closed':
      return rule(name, { when: [newCondition('hours', first)], stages: [offer('callback', 'message')] });
    case 'vip':
      return rule(name, {
        when: [newCondition('vip', first)],
        priority: 5,
        stages: [newStage('agents', [])],
        // Their own people may be away: then the rules below go on.
        // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
        then: 'fall_through',
      });
    case 'regular':
      return rule(name, {
        when: [newCondition('served_before', first)],
        stages: [regular],
        // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
        then: 'fall_through',
      });
    case 'levels':
      return rule(name, { stages: [level(3, 30), level(2, 30), level(1, null)] });
    case 'callback':
      return rule(name, { stages: [level(1, otherWaysAfterSeconds), offer('callback')] });
  }
}
