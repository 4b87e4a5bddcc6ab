import type { Conversation } from '@visavis/protocol';
import { useDesk } from '../../shared/desk/index.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { WhyMe } from './WhyMe.tsx';
import { WhyPanel } from './WhyPanel.tsx';

/** Supervisors see the whole way of the conversation; agents by whom, or else why by the router, it came to them. */
export function WhyThisAgent({ conversation }: { conversation: Conversation }) {
  const { me } = useDesk();
  return isAtLeast(me.role, 'supervisor') ? (
    <WhyPanel conversation={conversation} />
  ) : (
    <WhyMe conversation={conversation} />
  );
}
