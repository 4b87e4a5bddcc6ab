import type { ChangeWrapUp, WrapUp } from '@visavis/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type FailureCode, failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import type { EndingWords } from './EndingFields.tsx';

/** After this long without another key. */
const restMs = 700;
/** What was typed to the very end must arrive before the time is over. */
const lastMs = 1_500;

const wordsOf = (wrapUp: WrapUp): EndingWords => ({
  dispositionId: wrapUp.disposition?.id ?? null,
  note: wrapUp.note ?? '',
  tags: wrapUp.tags,
});
const changeOf = ({ dispositionId, note, tags }: EndingWords): ChangeWrapUp => ({
  dispositionId,
  note: note.trim(),
  tags: [...tags],
});

/** Keeps what the agent writes about an ended contact, as they go, on the server. */
export function useSavedEnding(wrapUp: WrapUp) {
  const desk = useDesk();
  const { conversationId } = wrapUp;
  const [words, write] = useState(() => wordsOf(wrapUp));
  const [state, setState] = useState<'saving' | 'saved' | 'notSaved' | null>(null);
  const [problem, setProblem] = useState<FailureCode | null>(null);
  const [finishing, setFinishing] = useState(false);
  const newest = useRef(words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setState('saving');
    const sent = newest.current;
    try {
      await desk.connection.command('wrapup:change', { ...changeOf(sent), conversationId });
      setProblem(null);
      if (newest.current === sent) setState('saved');
    } catch (error) {
      setProblem(failureCode(error));
      setState('notSaved');
    }
  }, [desk, conversationId]);

  const setWords = (next: EndingWords): void => {
    newest.current = next;
    write(next);
    setState('notSaved');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(), restMs);
  };

  useEffect(() => {
    const flush = () => {
      if (timer.current !== undefined) void save();
    };
    const last = setTimeout(flush, Math.max(0, Date.parse(wrapUp.endsAt) - Date.now() - lastMs));
    return () => {
      clearTimeout(last);
      flush();
    };
  }, [save, wrapUp.endsAt]);

  const done = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setFinishing(true);
    desk.connection
      .command('wrapup:done', { ...changeOf(newest.current), conversationId })
      .then(({ wrapUp: ended }) => desk.putWrapUp(ended))
      .catch((error: unknown) => setProblem(failureCode(error)))
      .finally(() => setFinishing(false));
  };

  return { words, setWords, state, problem, done, finishing };
}
