import { Button, Code, Group, Select, TagsInput, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Channel, type ChannelIdentity, PutChannelIdentity, visitorRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeleteQuestion, useChannels } from '../../shared/admin/index.ts';
import { failureCode } from '../../shared/api/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog, Failed, SecretOnce, TableBones } from '../../shared/ui/index.ts';
import { newIdentityKey, signingExample } from './identity-key.ts';

/** With which key a channel believes who visitors are, and what its pages may say without one. */
export function IdentityPage() {
  const { t } = useTranslation();
  const channels = useChannels();
  const [chosen, setChosen] = useState<string | null>(null);
  const channel = channels.data?.find(({ id }) => id === chosen) ?? channels.data?.[0];
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{t('identity.title')}</h1>
            <p className="mut">{t('identity.lead')}</p>
          </div>
        </div>
        {channels.isPending && <TableBones rows={3} columns={2} />}
        {channels.error ? <Failed error={channels.error} retry={() => void channels.refetch()} /> : null}
        {channels.data?.length === 0 && <p className="mut">{t('identity.noChannel')}</p>}
        {channel && (
          <div className="form-grid" style={{ maxWidth: 720 }}>
            <Select
              label={t('identity.channel')}
              allowDeselect={false}
              data={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={channel.id}
              onChange={setChosen}
            />
            <OfChannel key={channel.id} channel={channel} />
          </div>
        )}
      </div>
    </main>
  );
}

function OfChannel({ channel }: { channel: Channel }) {
  const api = useApi();
  const params = { channelId: channel.id };
  const found = useQuery({
    queryKey: ['channel-identity', channel.id],
    queryFn: async () => (await api(visitorRoutes.getChannelIdentity, { params })).identity,
  });
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <TableBones rows={2} columns={2} />;
  return (
    <>
      <Key channel={channel} identity={found.data} />
      <PageAttributes key={found.data.pageAttributes.join()} channel={channel} identity={found.data} />
      <Example channel={channel} />
    </>
  );
}

function usePut(channel: Channel, onDone: () => void) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: PutChannelIdentity) =>
      api(visitorRoutes.putChannelIdentity, { params: { channelId: channel.id }, body }),
    onSuccess: ({ identity }) => {
      queryClient.setQueryData(['channel-identity', channel.id], identity);
      onDone();
    },
  });
}

function Problem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  return (
    <p className="problem" role="alert">
      {t(`errors.${failureCode(error)}`)}
    </p>
  );
}

function Key({ channel, identity }: { channel: Channel; identity: ChannelIdentity }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [secret, setSecret] = useState<string | null>(null);
  const [asking, setAsking] = useState<'shared' | 'public' | null>(null);
  const [publicKey, setPublicKey] = useState('');
  const put = usePut(channel, () => setAsking(null));
  const make = () => {
    const fresh = newIdentityKey();
    put.mutate({ key: { algorithm: 'HS256', secret: fresh } }, { onSuccess: () => setSecret(fresh) });
  };
  const has = identity.algorithm !== null;
  const since = identity.changedAt ? momentOf(identity.changedAt, language) : '';
  return (
    <section className="form-grid" aria-label={t('identity.key')}>
      <h2>{t('identity.key')}</h2>
      <p role="status">
        <span className={has ? 'tag ok' : 'tag'}>{identity.algorithm ?? t('identity.noKey')}</span>{' '}
        <span className="small mut">{has ? t('identity.since', { when: since }) : t('identity.noKeyText')}</span>
      </p>
      {identity.publicKey && <Code block>{identity.publicKey}</Code>}
      {asking === null && <Problem error={put.error} />}
      <Group gap="xs">
        <Button
          variant={has ? 'default' : 'filled'}
          loading={put.isPending}
          onClick={() => (has ? setAsking('shared') : make())}
        >
          {t(has ? 'identity.rotate' : 'identity.make')}
        </Button>
        <Button onClick={() => setAsking('public')}>{t('identity.usePublic')}</Button>
        {has && (
          <DeleteQuestion
            label={t('identity.revoke')}
            title={t('identity.revokeTitle', { name: channel.name })}
            text={t('identity.revokeText')}
            remove={() => put.mutateAsync({ key: null })}
            onDeleted={() => undefined}
          />
        )}
      </Group>
      <Dialog opened={asking === 'shared'} onClose={() => setAsking(null)} title={t('identity.rotateTitle')}>
        <p className="mid">{t('identity.rotateText')}</p>
        <Problem error={put.error} />
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button onClick={() => setAsking(null)}>{t('admin.cancel')}</Button>
          <Button variant="filled" loading={put.isPending} onClick={make}>
            {t('identity.rotate')}
          </Button>
        </Group>
      </Dialog>
      <Dialog opened={asking === 'public'} onClose={() => setAsking(null)} title={t('identity.usePublic')}>
        <Textarea
          label={t('identity.publicKey')}
          description={t(has ? 'identity.publicReplaces' : 'identity.publicText')}
          placeholder="-----BEGIN PUBLIC KEY-----"
          autosize
          minRows={5}
          value={publicKey}
          onChange={(event) => setPublicKey(event.currentTarget.value)}
        />
        <Problem error={put.error} />
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button onClick={() => setAsking(null)}>{t('admin.cancel')}</Button>
          <Button
            variant="filled"
            loading={put.isPending}
            onClick={() => put.mutate({ key: { algorithm: 'ES256', publicKey } })}
          >
            {t('identity.take')}
          </Button>
        </Group>
      </Dialog>
      <Dialog opened={secret !== null} onClose={() => setSecret(null)} title={t('identity.key')}>
        {secret !== null && <SecretOnce value={secret} label={t('identity.secret')} onDone={() => setSecret(null)} />}
      </Dialog>
    </section>
  );
}

function PageAttributes({ channel, identity }: { channel: Channel; identity: ChannelIdentity }) {
  const { t } = useTranslation();
  const [names, setNames] = useState(identity.pageAttributes);
  const [wrong, setWrong] = useState(false);
  const put = usePut(channel, () => undefined);
  const save = () => {
    const body = PutChannelIdentity.safeParse({ pageAttributes: names });
    setWrong(!body.success);
    if (body.success) put.mutate(body.data);
  };
  return (
    <section className="form-grid" aria-label={t('identity.page')}>
      <h2>{t('identity.page')}</h2>
      <TagsInput
        label={t('identity.names')}
        description={t('identity.namesText')}
        value={names}
        onChange={setNames}
        error={wrong ? t('identity.namesWrong') : undefined}
      />
      <Problem error={put.error} />
      <Group gap="xs">
        <Button loading={put.isPending} onClick={save}>
          {t('floor.save')}
        </Button>
      </Group>
    </section>
  );
}

function Example({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  return (
    <section className="form-grid" aria-label={t('identity.example')}>
      <h2>{t('identity.example')}</h2>
      <p className="small mut">{t('identity.exampleText')}</p>
      <Code block tabIndex={0} aria-label={t('identity.example')}>
        {signingExample(channel.key)}
      </Code>
    </section>
  );
}
