import { Button, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { CreateLookup, type Lookup, lookupRoutes, UpdateLookup } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeleteQuestion, type DrawerWays, FormFoot, useEntityForm } from '../../shared/admin/index.ts';
import { useApi } from '../../shared/ports.ts';
import { TryLookup } from './TryLookup.tsx';

interface Values {
  name: string;
  url: string;
  secret: string;
  timeoutMs: number;
}

/** As Standard Webhooks has it: 32 random bytes. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

interface LookupFormProps {
  readonly lookup: Lookup | null;
  readonly ways: DrawerWays;
  readonly onSaved: () => void;
}

export function LookupForm({ lookup, ways, onSaved }: LookupFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [copied, setCopied] = useState(false);
  const reload = () => queryClient.invalidateQueries({ queryKey: ['lookups'] });
  const done = () => {
    void reload();
    onSaved();
  };
  const initialValues: Values = {
    name: lookup?.name ?? '',
    url: lookup?.url ?? 'https://',
    secret: '',
    timeoutMs: lookup?.timeoutMs ?? 2000,
  };
  const { form, submit, saving, dirty, problem } = useEntityForm({
    ways,
    initialValues,
    schema: lookup ? UpdateLookup : CreateLookup,
    // An empty secret of a system that has one means: it stays.
    toBody: ({ secret, ...values }: Values) => ({
      ...(lookup ? { version: lookup.version } : {}),
      ...values,
      ...(lookup && secret === '' ? {} : { secret }),
    }),
    save: (body) =>
      lookup
        ? api(lookupRoutes.updateLookup, { params: { lookupId: lookup.id }, body })
        : api(lookupRoutes.createLookup, { body }),
    labels: {
      name: t('systems.name'),
      url: t('systems.url'),
      secret: t('systems.secret'),
      timeoutMs: t('systems.timeoutMs'),
    },
    fieldCodes: { lookup_name_taken: 'name' },
    onSaved: done,
  });
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput label={t('systems.name')} data-autofocus maxLength={80} {...form.getInputProps('name')} />
      <TextInput
        label={t('systems.url')}
        description={t('systems.urlHint')}
        maxLength={500}
        {...form.getInputProps('url')}
      />
      <PasswordInput
        label={t('systems.secret')}
        description={t(lookup ? 'systems.secretKept' : 'systems.secretHint')}
        autoComplete="off"
        placeholder={lookup ? t('systems.secretPlaceholder') : 'whsec_…'}
        {...form.getInputProps('secret')}
      />
      <div className="flex">
        <Button size="compact-sm" onClick={() => form.setFieldValue('secret', newSecret())}>
          {t('systems.makeSecret')}
        </Button>
        {form.values.secret !== '' && (
          <Button
            size="compact-sm"
            onClick={() => void navigator.clipboard.writeText(form.values.secret).then(() => setCopied(true))}
          >
            {t(copied ? 'admin.copied' : 'admin.copy')}
          </Button>
        )}
      </div>
      <NumberInput
        label={t('systems.timeoutMs')}
        description={t('systems.timeoutHint')}
        min={100}
        max={10_000}
        step={100}
        allowDecimal={false}
        {...form.getInputProps('timeoutMs')}
      />
      {lookup && <TryLookup lookup={lookup} dirty={dirty} />}
      <FormFoot
        problem={problem}
        saving={saving}
        isNew={lookup === null}
        onCancel={ways.close}
        onLoadAgain={() => void reload().then(onSaved)}
      >
        {lookup && (
          <DeleteQuestion
            label={t('systems.delete')}
            title={t('systems.deleteTitle', { name: lookup.name })}
            text={t('systems.deleteText')}
            remove={() => api(lookupRoutes.deleteLookup, { params: { lookupId: lookup.id } })}
            onDeleted={done}
          />
        )}
      </FormFoot>
    </form>
  );
}
