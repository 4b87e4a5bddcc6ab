import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type VisitorId, visitorRoutes } from '@visavis/protocol';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useApi } from '../../shared/ports.ts';

const longest = 80;

interface FormProps {
  readonly visitorId: VisitorId;
  readonly given: string | null;
  /** It is stored. Most of what shows it is told as a fact. */
  readonly onNamed: (displayName: string | null) => void;
  readonly onDone: () => void;
}

/** What agents call a visitor, changed in place. */
export function NameForm({ visitorId, given, onNamed, onDone }: FormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useState(given ?? '');
  const words = name.trim();
  const save = useMutation({
    mutationFn: async () => {
      const body = { displayName: words === '' ? null : words };
      return (await api(visitorRoutes.updateVisitorProfile, { params: { visitorId }, body })).profile;
    },
    onSuccess: (profile) => {
      queries.setQueryData(['visitor', visitorId], profile);
      onNamed(profile.displayName);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words === (given ?? '')) onDone();
    else save.mutate();
  };
  return (
    <form onSubmit={submit} className="name-form">
      <TextInput
        label={t('naming.label')}
        description={t('naming.hint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={name}
        maxLength={longest}
        autoFocus
        error={save.isError ? t(`errors.${failureCode(save.error)}`) : null}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <div className="flex">
        <Button size="compact-sm" type="submit" variant="filled" loading={save.isPending}>
          {t('naming.save')}
        </Button>
        <Button size="compact-sm" onClick={onDone}>
          {t('naming.cancel')}
        </Button>
      </div>
    </form>
  );
}
