import type { ConversationId } from '@visavis/protocol';

const key = (conversationId: ConversationId) => `visavis.draft.${conversationId}`;

/** What was typed and not sent, kept per conversation through reloads, calls and a lost sign-in. */
export const drafts = {
  read: (conversationId: ConversationId): string => localStorage.getItem(key(conversationId)) ?? '',
  write(conversationId: ConversationId, text: string): void {
    if (text === '') localStorage.removeItem(key(conversationId));
    else localStorage.setItem(key(conversationId), text);
  },
};
