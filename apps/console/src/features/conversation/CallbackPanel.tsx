import { Button, Group } from '@mantine/core';
import { IconCopy, IconMail, IconPhone } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Callback, type Conversation, callbackAttempts, callbackRoutes } from '@visavis/protocol';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { momentOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';

/** How to reach somebody who wants to be rung back, and what to do when nobody answers. */
export function CallbackPanel({ conversation }: { conversation: Conversation }) {
  const api = useApi();
  const { me, connection } = useDesk();
  const queries = useQueryClient();
  const params = { conversationId: conversation.id };
  const found = useQuery({
    // Its state moves with the conversation, and when the visitor is reached.
    queryKey: ['callback', conversation.id, conversation.version],
    // Who reached the visitor in a call comes back to a panel that was not there to be told.
    refetchOnMount: 'always',
    queryFn: () => api(callbackRoutes.getConversationCallback, { params }),
  });
  useEffect(
    () =>
      connection.on('callback:changed', ({ conversationId }) => {
        if (conversationId === conversation.id)
          void queries.invalidateQueries({ queryKey: ['callback', conversationId] });
      }),
    [connection, queries, conversation.id],
  );
  const callback = found.data?.callback;
  if (!callback) return null;
  const mine = conversation.state === 'active' && conversation.agent?.id === me.id;
  return <Known callback={callback} conversation={conversation} mine={mine} />;
}

interface KnownProps {
  readonly callback: Callback;
  readonly conversation: Conversation;
  readonly mine: boolean;
}

function Known({ callback, conversation, mine }: KnownProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { address, window } = callback;
  return (
    <section className="sec callback-panel" aria-labelledby="callback-title">
      <div className="sec-h">
        <h2 id="callback-title">{t('callback.title')}</h2>
        <span className="tag" role="status">
          {t(`callback.states.${callback.state}`)}
        </span>
      </div>
      <dl className="facts">
        <dt>{t(`callback.${address.kind}`)}</dt>
        <dd>
          <a href={address.kind === 'phone' ? `tel:${address.value}` : `mailto:${address.value}`}>{address.value}</a>
        </dd>
        {window && (
          <>
            <dt>{t('callback.window')}</dt>
            <dd>
              {t('callback.windowText', { from: momentOf(window.from, language), to: timeOf(window.to, language) })}
            </dd>
          </>
        )}
      </dl>
      {mine && <Ways callback={callback} conversation={conversation} />}
    </section>
  );
}

function Ways({ callback, conversation }: Omit<KnownProps, 'mine'>) {
  const { t } = useTranslation();
  const api = useApi();
  const { address, attempts, state } = callback;
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const params = { conversationId: conversation.id };
  const link = useMutation({
    mutationFn: async () => {
      const { url } = await api(callbackRoutes.makeConversationLink, { params });
      try {
        await navigator.clipboard.writeText(url);
        return { url, copied: true };
      } catch {
        // No right to the clipboard: the link is shown instead.
        return { url, copied: false };
      }
    },
  });
  const reached = useMutation({
    mutationFn: () => api(callbackRoutes.callbackReached, { params }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['callback', conversation.id] }),
  });
  const error = link.error ?? reached.error;
  const phone = address.kind === 'phone';
  return (
    <>
      {conversation.visitorOnline && (
        <p className="small pine" style={{ marginTop: 6 }}>
          {t('callback.here')}
        </p>
      )}
      <Group gap="xs" mt="sm">
        <Button
          component="a"
          variant="filled"
          href={phone ? `tel:${address.value}` : `mailto:${address.value}`}
          leftSection={
            phone ? <IconPhone className="icon s" aria-hidden /> : <IconMail className="icon s" aria-hidden />
          }
        >
          {phone ? t('callback.call', { number: address.value }) : t('callback.mail', { address: address.value })}
        </Button>
        <Button
          loading={link.isPending}
          leftSection={<IconCopy className="icon s" aria-hidden />}
          onClick={() => link.mutate()}
        >
          {t('callback.link')}
        </Button>
      </Group>
      <div role="status" className="small mid" style={{ marginTop: 8, overflowWrap: 'anywhere' }}>
        {link.data?.copied === true && t('callback.copied')}
        {link.data?.copied === false && (
          <>
            {t('callback.copyByHand')} <code className="callback-link">{link.data.url}</code>
          </>
        )}
        {link.data === undefined && t('callback.linkHint')}
      </div>
      {state === 'calling' && (
        <Group gap="xs" mt="sm">
          <Button loading={reached.isPending} onClick={() => reached.mutate()}>
            {t('callback.reached')}
          </Button>
          <Button onClick={() => setAsking(true)}>{t('callback.notReached')}</Button>
        </Group>
      )}
      {error && (
        <p className="coral small" role="alert">
          {t('callback.failed', { reason: t(`errors.${failureCode(error)}`) })}
        </p>
      )}
      {asking && state === 'calling' && (
        <NotReached
          conversation={conversation}
          last={attempts + 1 >= callbackAttempts}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface NotReachedProps {
  readonly conversation: Conversation;
  /** The next vain try ends it. */
  readonly last: boolean;
  readonly onClose: () => void;
}

function NotReached({ conversation, last, onClose }: NotReachedProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const tell = useMutation({
    mutationFn: () => api(callbackRoutes.callbackNotReached, { params: { conversationId: conversation.id } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['callback', conversation.id] });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('callback.notReachedTitle')}>
      <p className="mid">{t(last ? 'callback.notReachedLast' : 'callback.notReachedText')}</p>
      {tell.isError && (
        <p className="coral small" role="alert">
          {t('callback.failed', { reason: t(`errors.${failureCode(tell.error)}`) })}
        </p>
      )}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button onClick={onClose}>{t('callback.cancel')}</Button>
        <Button variant="filled" loading={tell.isPending} onClick={() => tell.mutate()}>
          {t('callback.notReached')}
        </Button>
      </Group>
    </Dialog>
  );
}
