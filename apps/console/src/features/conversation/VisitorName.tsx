import { Button, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Conversation, visitorRoutes } from '@visavis/protocol';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { Vip } from '../../shared/ui/index.ts';

const longest = 80;

/** What the visitor is called, changed in place by whoever serves them. */
export function VisitorName({ conversation, mayName }: { conversation: Conversation; mayName: boolean }) {
  const { t } = useTranslation();
  const name = useVisitorName()(conversation);
  const [editing, setEditing] = useState(false);
  const given = conversation.visitor.displayName;
  if (editing && mayName) return <NameForm conversation={conversation} onDone={() => setEditing(false)} />;
  return (
    <>
      <div className="name-line">
        <h2>{name}</h2>
        <Vip level={conversation.visitor.vipLevel} />
        {mayName && given !== null && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('naming.change')}
            title={t('naming.change')}
            onClick={() => setEditing(true)}
          >
            <IconPencil className="icon s" aria-hidden />
          </Button>
        )}
      </div>
      {mayName && given === null && (
        <button type="button" className="link small" onClick={() => setEditing(true)}>
          {t('naming.give')}
        </button>
      )}
    </>
  );
}

function NameForm({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const desk = useDesk();
  const queries = useQueryClient();
  const { id, displayName: before } = conversation.visitor;
  const [name, setName] = useState(before ?? '');
  const words = name.trim();
  const save = useMutation({
    mutationFn: async () => {
      const body = { displayName: words === '' ? null : words };
      return (await api(visitorRoutes.updateVisitorProfile, { params: { visitorId: id }, body })).profile;
    },
    onSuccess: (profile) => {
      queries.setQueryData(['visitor', id], profile);
      // Everywhere else it comes as a fact; a closed contact gets none.
      const known = desk.state.get().conversations.get(conversation.id) ?? conversation;
      desk.put({ conversation: { ...known, visitor: { ...known.visitor, displayName: profile.displayName } } });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words === (before ?? '')) onDone();
    else save.mutate();
  };
  return (
    <form onSubmit={submit} className="name-form">
      <TextInput
        aria-label={t('naming.label')}
        description={t('naming.hint')}
        inputWrapperOrder={['input', 'description', 'error']}
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
