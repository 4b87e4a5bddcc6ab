import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { callbackRoutes, type LeftMessage } from '@visavis/protocol';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { soonOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { Avatar } from '../../shared/ui/index.ts';

const key = ['left-messages'];

/** Messages left with my groups, to be worked through. Nothing is drawn while there are none. */
export function LeftMessages() {
  const { t } = useTranslation();
  const api = useApi();
  const desk = useDesk();
  const queries = useQueryClient();
  useEffect(
    () => desk.connection.on('message:left', () => void queries.invalidateQueries({ queryKey: key })),
    [desk, queries],
  );
  const found = useQuery({ queryKey: key, queryFn: () => api(callbackRoutes.listLeftMessages, { query: {} }) });
  const messages = (found.data?.messages ?? []).filter((message) => message.state !== 'done');
  if (messages.length === 0) return null;
  const open = messages.filter((message) => message.state === 'open').length;
  return (
    <section aria-labelledby="left-title">
      <div className="pane-head">
        <h2 id="left-title">{t('leftMessages.title')}</h2>
        <span className="n">{t('leftMessages.sum', { count: open })}</span>
      </div>
      <ul className="rows">
        {messages.map((message) => (
          <li key={message.id}>
            <Row message={message} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ message }: { message: LeftMessage }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const api = useApi();
  const desk = useDesk();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = useVisitorName()(message);
  const params = { leftMessageId: message.id };
  const refresh = () => void queries.invalidateQueries({ queryKey: key });
  const take = useMutation({
    mutationFn: () => api(callbackRoutes.takeLeftMessage, { params }),
    onSuccess: async ({ conversation }) => {
      desk.put({ conversation });
      await navigate({ to: '/work/$conversationId', params: { conversationId: conversation.id } });
    },
    onSettled: refresh,
  });
  const done = useMutation({
    mutationFn: () => api(callbackRoutes.finishLeftMessage, { params }),
    onSettled: refresh,
  });
  const error = take.error ?? done.error;
  return (
    <div className="row left-message">
      <Avatar name={name} />
      <span className="row-1">
        <b className="cut">{name}</b>
        <time className="t">{soonOf(message.createdAt, language)}</time>
      </span>
      <span className="row-2">
        <span className="words">{message.text}</span>
      </span>
      <span className="row-3">
        {message.state === 'taken' && message.agent
          ? t('leftMessages.takenBy', { name: message.agent.displayName })
          : (message.address?.value ?? t('leftMessages.noAddress'))}
      </span>
      <Group gap="xs" className="left-acts">
        {message.state === 'open' && message.address && (
          <Button
            size="compact-sm"
            variant="filled"
            loading={take.isPending}
            aria-label={t('leftMessages.takeOf', { name })}
            onClick={() => take.mutate()}
          >
            {t('leftMessages.take')}
          </Button>
        )}
        <Button
          size="compact-sm"
          loading={done.isPending}
          aria-label={t('leftMessages.doneOf', { name })}
          onClick={() => done.mutate()}
        >
          {t('leftMessages.done')}
        </Button>
      </Group>
      {error && (
        <p className="coral small left-acts" role="alert">
          {t('leftMessages.failed', { reason: t(`errors.${failureCode(error)}`) })}
        </p>
      )}
    </div>
  );
}
