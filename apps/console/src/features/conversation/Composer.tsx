import { Button, FileButton, SegmentedControl } from '@mantine/core';
import { IconLock, IconPaperclip, IconX } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useObservable } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { drafts, type Writing } from './drafts.ts';
import { dismissUpload, sendFile, uploads } from './uploads.ts';

const typingIdleMs = 4_000;
const maxLength = 8000;

interface ComposerProps {
  readonly conversation: Conversation;
  readonly slim: boolean;
  /** Whoever serves the visitor writes both; a consulted colleague and supervisors only notes. */
  readonly notesOnly?: boolean;
}

/** Where the agent writes. Enter sends, Shift+Enter starts a line; nothing typed is ever lost. */
export function Composer({ conversation, slim, notesOnly = false }: ComposerProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { id } = conversation;
  const name = useVisitorName()(conversation);
  const [chosen, setChosen] = useState<Writing>(() =>
    drafts.read(id) === '' && drafts.read(id, 'note') !== '' ? 'note' : 'message',
  );
  const what: Writing = notesOnly ? 'note' : chosen;
  const [texts, setTexts] = useState(() => ({ message: drafts.read(id), note: drafts.read(id, 'note') }));
  const text = texts[what];
  const tellTyping = useTyping(conversation);
  const box = useRef<HTMLTextAreaElement>(null);
  const drop = useFilesDropped(id, what === 'message');

  const change = (next: string) => {
    setTexts((before) => ({ ...before, [what]: next }));
    drafts.write(id, next, what);
    // A note is nothing the visitor may notice.
    if (what === 'message') tellTyping(next !== '');
  };
  const choose = (next: Writing) => {
    if (next === 'note' && texts.message !== '') tellTyping(false);
    setChosen(next);
    box.current?.focus();
  };
  const send = () => {
    const words = text.trim();
    if (words === '') return;
    void desk[what === 'note' ? 'noteOutbox' : 'outbox'].add(id, { kind: 'text', text: words });
    change('');
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey && event.code === 'KeyN' && !notesOnly) {
      event.preventDefault();
      choose(what === 'note' ? 'message' : 'note');
      return;
    }
    // While an input method composes (Chinese), Enter picks a word and must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const label = what === 'note' ? t('note.to', { name }) : t('composer.to', { name });
  const hint = what === 'note' ? t('note.placeholder') : t('composer.placeholder');
  return (
    <section
      className={`composer${slim ? ' slim' : ''}${drop.dragging ? ' drop' : ''}${what === 'note' ? ' inner' : ''}`}
      aria-label={label}
      {...drop.handlers}
    >
      <Uploads conversation={conversation} />
      <textarea
        ref={box}
        aria-label={label}
        aria-description={t(what === 'note' ? 'note.hint' : 'composer.hint')}
        aria-keyshortcuts={notesOnly ? undefined : 'Alt+N'}
        placeholder={drop.dragging ? t('composer.drop') : hint}
        value={text}
        maxLength={maxLength}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={drop.onPaste}
      />
      <div className="tools">
        {!notesOnly && (
          <SegmentedControl
            size="xs"
            aria-label={t('note.kind')}
            title={t('note.shortcut')}
            value={what}
            onChange={(next) => choose(next as Writing)}
            data={(['message', 'note'] as const).map((value) => ({ value, label: t(`note.kinds.${value}`) }))}
          />
        )}
        {what === 'message' && (
          <FileButton onChange={drop.addFiles} multiple>
            {(props) => (
              <Button {...props} variant="subtle" leftSection={<IconPaperclip className="icon" aria-hidden />}>
                {t('composer.file')}
              </Button>
            )}
          </FileButton>
        )}
        {what === 'note' && (
          <span className="small inner-hint cut">
            <IconLock className="icon s" aria-hidden />
            {t('note.hidden')}
          </span>
        )}
        <span className="grow" />
        {text !== '' && !slim && <span className="small mut">{t('composer.draft')}</span>}
        <Button variant="filled" ml={8} disabled={text.trim() === ''} onClick={send}>
          {t(what === 'note' ? 'note.add' : 'composer.send')}
        </Button>
      </div>
    </section>
  );
}

/** Files dropped or pasted go to the visitor: only while a message is being written, never from a note. */
function useFilesDropped(id: Conversation['id'], taken: boolean) {
  const desk = useDesk();
  const api = useApi();
  const [dragging, setDragging] = useState(false);
  const addFiles = (files: Iterable<File>) => {
    for (const file of files) void sendFile({ api, desk }, id, file);
  };
  return {
    addFiles,
    dragging,
    onPaste: (event: ClipboardEvent) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      if (taken) addFiles(event.clipboardData.files);
    },
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setDragging(taken);
      },
      onDragLeave: () => setDragging(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setDragging(false);
        if (taken) addFiles(event.dataTransfer.files);
      },
    },
  };
}

function Uploads({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const mine = useObservable(uploads).filter((upload) => upload.conversationId === conversation.id);
  if (mine.length === 0) return null;
  return (
    <ul className="uploads" aria-live="polite">
      {mine.map((upload) => (
        <li key={upload.key} className={upload.failure ? 'coral' : 'mid'}>
          <IconPaperclip className="icon s" aria-hidden />
          <span className="grow">
            {upload.failure
              ? `${t('composer.uploadFailed', { name: upload.name })}. ${t(`errors.${upload.failure}`)}`
              : t('composer.uploading', { name: upload.name })}
          </span>
          {upload.failure && (
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconX className="icon s" aria-hidden />}
              onClick={() => dismissUpload(upload.key)}
            >
              {t('composer.remove')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Tells the visitor that somebody writes, and that nobody does any more. */
function useTyping(conversation: Conversation): (typing: boolean) => void {
  const desk = useDesk();
  const told = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id } = conversation;
  const tell = (typing: boolean) => {
    clearTimeout(timer.current);
    if (typing) timer.current = setTimeout(() => tell(false), typingIdleMs);
    if (told.current === typing) return;
    told.current = typing;
    // Lost with the connection at worst; the next key says it again.
    desk.connection.command('typing:set', { conversationId: id, typing }).catch(() => {
      told.current = false;
    });
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return tell;
}
