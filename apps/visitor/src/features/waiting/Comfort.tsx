import { useEffect } from 'preact/hooks';
import { language } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import { comfortAt } from './place.ts';

/** One message at a time, said politely: a new one does not interrupt what is being read. */
export function Comfort({ waitedMs }: { waitedMs: number }) {
  const { state, actions } = useVisit();
  const id = state.conversation.value?.id;
  const online = state.connection.value.status === 'online';
  useEffect(() => {
    if (id !== undefined && online) void actions.loadComfort();
  }, [id, online, actions]);
  const words = comfortAt(state.comfort.value, waitedMs);
  return (
    <div class="comfort" role="status" aria-live="polite">
      {words !== null && (
        <p key={words.en}>
          <Icon name="free" />
          <span>{words[language.value]}</span>
        </p>
      )}
    </div>
  );
}
