import { Button, Group, Select, Table, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AgentRole, type ApiKey, apiKeyRoutes, CreateApiKey } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeleteQuestion, useEntityForm } from '../../shared/admin/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog, Failed, ListTable, Nothing, SecretOnce, TableBones } from '../../shared/ui/index.ts';

/** Keys for machines: made here, shown once, refused from the moment they are revoked. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [making, setMaking] = useState(false);
  const found = useQuery({
    queryKey: ['api-keys'],
    queryFn: async () => (await api(apiKeyRoutes.listApiKeys)).apiKeys,
  });
  const renew = () => void queryClient.invalidateQueries({ queryKey: ['api-keys'] });
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{t('apiKey.title')}</h1>
            <p className="mut">{t('apiKey.lead')}</p>
          </div>
          <Button
            variant="filled"
            onClick={() => setMaking(true)}
            leftSection={<IconPlus className="icon s" aria-hidden />}
          >
            {t('apiKey.make')}
          </Button>
        </div>
        {found.isPending && <TableBones rows={3} columns={5} />}
        {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
        {found.data?.length === 0 && <Nothing icon={IconKey} title={t('apiKey.none')} text={t('apiKey.noneText')} />}
        {found.data && found.data.length > 0 && <Keys keys={found.data} onChanged={renew} />}
      </div>
      <Dialog opened={making} onClose={() => setMaking(false)} title={t('apiKey.make')}>
        <Making onMade={renew} onDone={() => setMaking(false)} />
      </Dialog>
    </main>
  );
}

function Keys({ keys, onChanged }: { keys: readonly ApiKey[]; onChanged: () => void }) {
  const { t } = useTranslation();
  return (
    <ListTable
      label={t('apiKey.title')}
      columns={(['name', 'role', 'madeBy', 'used', 'state'] as const).map((column) => t(`apiKey.${column}`))}
    >
      {keys.map((key) => (
        <Row key={key.id} apiKey={key} onChanged={onChanged} />
      ))}
    </ListTable>
  );
}

function Row({ apiKey, onChanged }: { apiKey: ApiKey; onChanged: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const language = useLanguage();
  const { name, revokedAt, revokedBy } = apiKey;
  return (
    <Table.Tr>
      <Table.Td>
        <b>{name}</b> <span className="small mut tabular">…{apiKey.hint}</span>
      </Table.Td>
      <Table.Td>{t(`account.roles.${apiKey.role}`)}</Table.Td>
      <Table.Td>
        {apiKey.createdBy.displayName} <span className="small mut">{momentOf(apiKey.createdAt, language)}</span>
      </Table.Td>
      <Table.Td>{apiKey.lastUsedAt ? momentOf(apiKey.lastUsedAt, language) : t('apiKey.never')}</Table.Td>
      <Table.Td>
        {revokedAt ? (
          <>
            <span className="tag stop">{t('apiKey.revoked')}</span>{' '}
            <span className="small mut">
              {t('apiKey.revokedBy', { name: revokedBy?.displayName ?? '', when: momentOf(revokedAt, language) })}
            </span>
          </>
        ) : (
          <DeleteQuestion
            label={t('apiKey.revoke')}
            title={t('apiKey.revokeTitle', { name })}
            text={t('apiKey.revokeText')}
            remove={() => api(apiKeyRoutes.revokeApiKey, { params: { apiKeyId: apiKey.id } })}
            onDeleted={onChanged}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** First what it is for and may do, then the key, this once. */
function Making({ onMade, onDone }: { onMade: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [key, setKey] = useState<string | null>(null);
  const { form, submit, saving, problem } = useEntityForm({
    initialValues: { name: '', role: 'supervisor' as AgentRole },
    schema: CreateApiKey,
    toBody: (values) => values,
    save: (body) => api(apiKeyRoutes.createApiKey, { body }),
    labels: { name: t('apiKey.name'), role: t('apiKey.role') },
    fieldCodes: {},
    onSaved: (made) => {
      setKey(made.key);
      onMade();
    },
  });
  if (key !== null) return <SecretOnce value={key} label={t('apiKey.key')} onDone={onDone} />;
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t('apiKey.name')}
        description={t('apiKey.nameText')}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={t('apiKey.role')}
        description={t('apiKey.roleText')}
        allowDeselect={false}
        data={AgentRole.options.map((role) => ({ value: role, label: t(`account.roles.${role}`) }))}
        {...form.getInputProps('role')}
      />
      {problem && (
        <p className="problem" role="alert">
          {t(`errors.${problem}`)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button onClick={onDone}>{t('admin.cancel')}</Button>
        <Button type="submit" variant="filled" loading={saving}>
          {t('apiKey.make')}
        </Button>
      </Group>
    </form>
  );
}
