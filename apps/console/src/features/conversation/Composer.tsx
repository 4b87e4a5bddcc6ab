import { Button, FileButton } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useObservable } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { drafts } from './drafts.ts';
import { dismissUpload, sendFile, uploads } from './uploads.ts';

const typingIdleMs = 4_000;
const maxLength = 8000;

/** Where the agent writes. Enter sends, Shift+Enter starts a line; nothing typed is ever lost. */
export function Composer({ conversation, slim }: { conversation: Conversation; slim: boolean }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const api = useApi();
  const { id } = conversation;
  const name = useVisitorName()(conversation);
  const [text, setText] = useState(() => drafts.read(id));
  const [dragging, setDragging] = useState(false);
  const tellTyping = useTyping(conversation);

  const change = (next: string) => {
    setText(next);
    drafts.write(id, next);
    tellTyping(next !== '');
  };
  const send = () => {
    const words = text.trim();
    if (words === '') return;
    void desk.outbox.add(id, { kind: 'text', text: words });
    change('');
  };
  const onKey = (event: KeyboardEvent) => {
    // While an input method composes (Chinese), Enter picks a word and must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const addFiles = (files: Iterable<File>) => {
    for (const file of files) void sendFile({ api, desk }, id, file);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    addFiles(event.dataTransfer.files);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setDragging(true);
  };
  return (
    <section
      className={`composer${slim ? ' slim' : ''}${dragging ? ' drop' : ''}`}
      aria-label={t('composer.to', { name })}
      onDragOver={onDragOver}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
    >
      <Uploads conversation={conversation} />
      <textarea
        aria-label={t('composer.to', { name })}
        aria-description={t('composer.hint')}
        placeholder={dragging ? t('composer.drop') : t('composer.placeholder')}
        value={text}
        maxLength={maxLength}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      <div className="tools">
        <FileButton onChange={(files) => addFiles(files)} multiple>
          {(props) => (
            <Button {...props} variant="subtle" leftSection={<IconPaperclip className="icon" aria-hidden />}>
              {t('composer.file')}
            </Button>
          )}
        </FileButton>
        <span className="grow" />
        {text !== '' && <span className="small mut">{t('composer.draft')}</span>}
        <Button variant="filled" ml={8} disabled={text.trim() === ''} onClick={send}>
          {t('composer.send')}
        </Button>
      </div>
    </section>
  );
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
