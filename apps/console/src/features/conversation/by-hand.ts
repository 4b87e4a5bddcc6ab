/** What supervisors did with a conversation by hand, as lines of its time line. */
import type { OwnReason, RoutedEntry, RoutingStep } from '@visavis/protocol';
import type { ByHand, TimelineItem } from './timeline.ts';

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const handOf = ({ kind, at, detail }: RoutingStep): ByHand[] =>
  kind === 'assigned' || kind === 'pulled_back'
    ? [{ kind, at, by: wordOf(detail.byName), agent: wordOf(detail.agentName) }]
    : [];

/** For supervisors: who did it, and with whom. */
export const handsOf = (entries: readonly Pick<RoutedEntry, 'steps'>[]): ByHand[] =>
  entries.flatMap(({ steps }) => steps.flatMap(handOf));

/** For the agent to whom it was given. */
export const handsToMe = (reasons: readonly Pick<OwnReason, 'at' | 'assignedBy'>[]): ByHand[] =>
  reasons.flatMap(({ at, assignedBy }) =>
    assignedBy === null ? [] : [{ kind: 'assigned' as const, at, by: assignedBy, agent: null }],
  );

const atOf = (item: TimelineItem): string => {
  switch (item.kind) {
    case 'day':
      return item.at;
    case 'note':
      return item.note.createdAt;
    case 'hand':
      return item.hand.at;
    default:
      return item.message.createdAt;
  }
};
const saysTakenBack = (item: TimelineItem): boolean =>
  item.kind === 'event' &&
  item.message.body.kind === 'event' &&
  item.message.body.event.name === 'agent_left' &&
  item.message.body.event.reason === 'pulled_back';

/**
 * Each at its moment. A line that says by whom it was taken back stands for the one that does not.
 * `whole`: false where older messages are not shown, and what was done among them is not either.
 */
export function withHands(items: readonly TimelineItem[], hands: readonly ByHand[], whole: boolean): TimelineItem[] {
  const named = hands.some(({ kind }) => kind === 'pulled_back');
  const shown = named ? items.filter((item) => !saysTakenBack(item)) : [...items];
  const first = shown[0];
  for (const hand of hands) {
    if (!first || (!whole && hand.at < atOf(first))) continue;
    const next = shown.findIndex((item) => atOf(item) > hand.at);
    const place = next === -1 ? shown.length : next;
    const before = shown[place - 1];
    const inCall = before && before.kind !== 'day' && (before.inCall === 'first' || before.inCall === 'middle');
    shown.splice(place, 0, {
      kind: 'hand',
      key: `hand-${hand.kind}-${hand.at}`,
      hand,
      inCall: inCall ? 'middle' : null,
    });
  }
  return shown;
}
