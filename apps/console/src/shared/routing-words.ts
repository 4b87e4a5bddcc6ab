import type { RoutingReason } from '@visavis/protocol';

/** Stages that name agents; the others look through a group, which has a name and a way to choose. */
const named = ['regular_agent', 'designated_agent', 'agents'] as const;

export const isNamed = (kind: RoutingReason['stageKind']): kind is (typeof named)[number] =>
  named.some((one) => one === kind);
