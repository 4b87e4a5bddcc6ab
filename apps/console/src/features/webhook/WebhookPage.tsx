import { Button, Group, Table, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { alarmRoutes, SetWebhook, type Webhook, type WebhookDelivery } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntityForm } from '../../shared/admin/index.ts';
import { failureCode } from '../../shared/api/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, ListTable, TableBones } from '../../shared/ui/index.ts';
import { newWebhookKey } from './key.ts';

const renewMs = 3_000;

/** Where alarms are sent, the key that signs them, a test, and what became of every delivery. */
export function WebhookPage() {
  const { t } = useTranslation();
  const api = useApi();
  const found = useQuery({ queryKey: ['webhook'], queryFn: async () => (await api(alarmRoutes.getWebhook)).webhook });
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{t('webhook.title')}</h1>
            <p className="mut">{t('webhook.lead')}</p>
          </div>
        </div>
        {found.isPending && <TableBones rows={3} columns={2} />}
        {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
        {found.data !== undefined && <Form key={found.data?.createdAt ?? 'none'} webhook={found.data} />}
        <Deliveries />
      </div>
    </main>
  );
}

function Form({ webhook }: { webhook: Webhook | null }) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const renew = () => queryClient.invalidateQueries({ queryKey: ['webhook'] });
  const {
    form,
    submit,
    saving,
    problem: refused,
  } = useEntityForm({
    initialValues: { url: webhook?.url ?? '', secret: '' },
    schema: SetWebhook,
    toBody: ({ url, secret }) => ({ url: url.trim(), ...(secret.trim() === '' ? {} : { secret: secret.trim() }) }),
    save: (body) => api(alarmRoutes.setWebhook, { body }),
    labels: { url: t('webhook.url'), secret: t('webhook.key') },
    fieldCodes: { webhook_address_refused: 'url', webhook_key_missing: 'secret' },
    onSaved: () => void renew(),
  });
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setProblem(null);
      await renew();
    } catch (error) {
      setProblem(t(`errors.${failureCode(error)}`));
    }
  };
  return (
    <form
      className="form-grid"
      style={{ maxWidth: 620 }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput label={t('webhook.url')} placeholder="https://" {...form.getInputProps('url')} />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label={t('webhook.key')}
          description={t(webhook ? 'webhook.keyStays' : 'webhook.keyText')}
          {...form.getInputProps('secret')}
        />
        <Button h={36} onClick={() => form.setFieldValue('secret', newWebhookKey())}>
          {t('webhook.newKey')}
        </Button>
      </Group>
      {(problem ?? refused) && (
        <p className="problem" role="alert">
          {problem ?? t(`errors.${refused ?? 'internal'}`)}
        </p>
      )}
      <Group gap="xs">
        <Button type="submit" variant="filled" loading={saving}>
          {t('floor.save')}
        </Button>
        {webhook && (
          <>
            <Button onClick={() => void act(() => api(alarmRoutes.testWebhook))}>{t('webhook.test')}</Button>
            <Button className="danger" onClick={() => void act(() => api(alarmRoutes.deleteWebhook))}>
              {t('webhook.remove')}
            </Button>
          </>
        )}
      </Group>
    </form>
  );
}

function Deliveries() {
  const { t } = useTranslation();
  const api = useApi();
  const found = useQuery({
    queryKey: ['webhook', 'deliveries'],
    refetchInterval: renewMs,
    queryFn: async () => (await api(alarmRoutes.listWebhookDeliveries)).deliveries,
  });
  if (!found.data) return null;
  return (
    <section>
      <h2 style={{ padding: '12px 12px 4px' }}>{t('webhook.deliveries')}</h2>
      {found.data.length === 0 && (
        <p className="mut small" style={{ padding: 12 }}>
          {t('webhook.none')}
        </p>
      )}
      {found.data.length > 0 && (
        <ListTable
          label={t('webhook.deliveries')}
          columns={(['when', 'what', 'outcome', 'attempts'] as const).map((column) => t(`webhook.${column}`))}
        >
          {found.data.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </ListTable>
      )}
    </section>
  );
}

const tags = { pending: 'tag wait', delivered: 'tag ok', failed: 'tag stop' } as const;

function Row({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Table.Tr>
      <Table.Td>{momentOf(delivery.createdAt, language)}</Table.Td>
      <Table.Td>{delivery.type}</Table.Td>
      <Table.Td>
        <span className={tags[delivery.state]}>{t(`webhook.states.${delivery.state}`)}</span>{' '}
        <span className="small mut">{delivery.lastProblem ?? delivery.lastStatus ?? ''}</span>
      </Table.Td>
      <Table.Td className="num">{delivery.attempts}</Table.Td>
    </Table.Tr>
  );
}
