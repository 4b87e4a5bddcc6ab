import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';

/** Enter sends, Shift and Enter makes a new line; an Enter that chooses a Chinese word does neither. */
export function Composer({ focus = false }: { focus?: boolean }) {
  const { state, actions } = useVisit();
  const box = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const agent = state.conversation.value?.agent?.displayName;
  const words = state.words.value;
  useEffect(() => {
    if (focus) box.current?.focus({ preventScroll: true });
  }, [focus]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, 160)}px`;
  }, [words]);
  const send = () => {
    actions.sendText(words);
    state.words.value = '';
    box.current?.focus();
  };
  const take = (list: FileList | null | undefined) => {
    if (list !== null && list !== undefined && list.length > 0) actions.sendFiles(list);
  };
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files);
      }}
    >
      <input
        class="vh"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        ref={files}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <button
        class="quiet"
        type="button"
        aria-label={t('chat.file')}
        title={t('chat.file')}
        onClick={() => files.current?.click()}
      >
        <Icon name="attach" />
        <span class="word">{t('chat.file')}</span>
      </button>
      <textarea
        ref={box}
        rows={1}
        maxLength={8_000}
        enterkeyhint="send"
        aria-label={t('chat.message')}
        placeholder={agent === undefined ? t('chat.placeholder') : t('chat.placeholder.to', { name: agent })}
        value={words}
        onInput={(event) => {
          state.words.value = event.currentTarget.value;
          actions.typing(event.currentTarget.value !== '');
        }}
        onBlur={() => actions.typing(false)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          send();
        }}
        onPaste={(event) => take(event.clipboardData?.files)}
      />
      <button
        class="quiet go"
        type="submit"
        aria-label={t('chat.send')}
        title={t('chat.send')}
        disabled={words.trim() === ''}
      >
        <Icon name="send" />
        <span class="word">{t('chat.send')}</span>
      </button>
    </form>
  );
}
