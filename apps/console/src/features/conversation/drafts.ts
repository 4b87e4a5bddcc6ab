import type { ConversationId } from '@visavis/protocol';

/** To the visitor, or to the other agents. */
export type Writing = 'message' | 'note';

const key = (conversationId: ConversationId, what: Writing) =>
  `visavis.${what === 'note' ? 'note-draft' : 'draft'}.${conversationId}`;

/** What was typed and not sent, kept per conversation through reloads, calls and a lost sign-in. */
export const drafts = {
  read: (conversationId: ConversationId, what: Writing = 'message'): string =>
    localStorage.getItem(key(conversationId, what)) ?? '',
  write(conversationId: ConversationId, text: string, what: Writing = 'message'): void {
    if (text === '') localStorage.removeItem(key(conversationId, what));
    else localStorage.setItem(key(conversationId, what), text);
  },
  forget(conversationId: ConversationId): void {
    for (const what of ['message', 'note'] as const) drafts.write(conversationId, '', what);
  },
};
