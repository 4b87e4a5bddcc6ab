import type { AgentActivity } from '@visavis/protocol';

/** A colour, a filling and a shape of its own for each state: any one of them is enough to tell it. A word stands beside it. */
export const StateMark = ({ activity }: { activity: AgentActivity }) => (
  <i className={`s-mark s-${activity}`} aria-hidden="true" />
);
