import type { Connection } from '@visavis/client';
import type { AgentEvents, ConversationId, InternalNote } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { createNoteFeeds, unreadNotes, withNotes } from './note-feeds.ts';

const conversationId = 'c' as ConversationId;
const note = (seq: number) => ({ id: `n${seq}`, conversationId, seq }) as unknown as InternalNote;
const numbers = (notes: readonly InternalNote[]) => notes.map(({ seq }) => seq);

describe('notes of a conversation', () => {
  it('are kept in order, each once, and only as far as none is missing', () => {
    expect(numbers(withNotes([note(1)], [note(1), note(2), note(4)]))).toEqual([1, 2]);
  });

  it('that a fact runs ahead of are asked for, page by page', async () => {
    const stored = [1, 2, 3, 4].map(note);
    const asked: number[] = [];
    const command = async (_name: string, { afterSeq }: { afterSeq: number }) => {
      asked.push(afterSeq);
      return { notes: stored.slice(afterSeq, afterSeq + 2), lastSeq: 4, readSeq: 1 };
    };
    const feeds = createNoteFeeds({ command } as unknown as Connection<AgentEvents>);
    feeds.take(note(4));
    await feeds.refresh(conversationId);
    expect(numbers(feeds.follow(conversationId).get().notes)).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([0, 2]);
  });

  it('of colleagues are unread until this agent has read that far, here or in another window', async () => {
    const by = (seq: number, agentId: string) => ({ ...note(seq), author: { agentId } }) as unknown as InternalNote;
    const stored = [by(1, 'jun'), by(2, 'me'), by(3, 'jun')];
    const command = async () => ({ notes: stored, lastSeq: 3, readSeq: 1 });
    const feeds = createNoteFeeds({ command } as unknown as Connection<AgentEvents>);
    await feeds.refresh(conversationId);
    expect(unreadNotes(feeds.follow(conversationId).get(), 'me')).toBe(1);
    feeds.mark(conversationId, 3);
    feeds.mark(conversationId, 2);
    expect(unreadNotes(feeds.follow(conversationId).get(), 'me')).toBe(0);
  });

  it('that cannot be asked for say so and keep what is there', async () => {
    let fails = false;
    const command = async () => {
      if (fails) throw new Error('no line');
      return { notes: [note(1)], lastSeq: 1, readSeq: 0 };
    };
    const feeds = createNoteFeeds({ command } as unknown as Connection<AgentEvents>);
    await feeds.refresh(conversationId);
    fails = true;
    await feeds.refresh(conversationId);
    expect(feeds.follow(conversationId).get()).toMatchObject({ notes: [{ seq: 1 }], error: { message: 'no line' } });
  });
});
