import { useEffect } from 'preact/hooks';
import { language, soonText, t } from '../../shared/i18n/index.ts';
import { useVisit } from '../../shared/visit/index.ts';

/** When the service opens again, asked where nobody is being looked for; null while it is not closed, or not known. */
export function useOpensAt(closed: boolean): string | null {
  const { state, actions } = useVisit();
  const id = state.conversation.value?.id;
  const online = state.connection.value.status === 'online';
  useEffect(() => {
    if (closed && id !== undefined && online) void actions.loadHours();
  }, [closed, id, online, actions]);
  return closed ? (state.opensAt.value ?? null) : null;
}

/** In one line, for a strip above the text: closed until when, or simply nobody there. */
export function closedSentence(opensAt: string | null): string {
  if (opensAt === null) return t('waiting.notSearching');
  const opens = t('waiting.opens', { when: soonText(opensAt, Date.now()) });
  return `${t('waiting.closed')}${language.value === 'zh' ? '，' : '. '}${opens}`;
}
