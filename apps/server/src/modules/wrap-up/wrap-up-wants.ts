/** What wrap-up needs of other modules, in types. */
import type { AgentId } from '@visavis/protocol';
import type { Principal } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';

export interface ConversationsForWrapUp {
  /** Locks the row until the transaction ends. Throws conversation_not_found. */
  getConversation(tx: Tx, id: string): Promise<unknown>;
  /** Throws conversation_not_found. */
  getReadable(principal: Principal, id: string): Promise<unknown>;
  /** The note that stays with the conversation. */
  setNote(tx: Tx, id: string, note: string | null): Promise<void>;
}

export interface PresenceForWrapUp {
  beginWrapUp(tx: Tx, agentId: AgentId, until: Date): Promise<void>;
  endWrapUp(tx: Tx, agentId: AgentId, until: Date | null): Promise<void>;
}
