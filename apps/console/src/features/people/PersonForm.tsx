import { Button, Radio, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import {
  type Agent,
  type AgentRole,
  type Capacity,
  CreateAgent,
  identityRoutes,
  type Language,
  type SkillGroup,
  UpdateAgent,
} from '@visavis/protocol';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import {
  CapacityFields,
  type DrawerWays,
  type FieldLabels,
  FormFoot,
  LevelList,
  useEntityForm,
} from '../../shared/admin/index.ts';
import { useApi } from '../../shared/ports.ts';

interface Values {
  displayName: string;
  email: string;
  role: AgentRole;
  language: Language;
  capacity: Capacity | null;
  groups: { id: string; level: number }[];
  password: string;
  active: boolean;
}

const valuesOf = (person: Agent | null): Values => ({
  displayName: person?.displayName ?? '',
  email: person?.email ?? '',
  role: person?.role ?? 'agent',
  language: person?.language ?? 'en',
  capacity: person?.capacity ?? null,
  groups: person?.groups.map(({ groupId, level }) => ({ id: groupId, level })) ?? [],
  password: '',
  active: person?.disabledAt === null || person === null,
});

const bodyOf =
  (person: Agent | null) =>
  ({ password, active, groups, ...values }: Values) => ({
    ...values,
    groups: groups.map(({ id, level }) => ({ groupId: id, level })),
    ...(person ? { version: person.version, disabled: !active } : {}),
    ...(person && password === '' ? {} : { password }),
  });

const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** Letters that cannot be mistaken for each other when read aloud or copied. */
function newPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}

const media = ['text', 'voice', 'video'] as const;
/** What the fields are called. */
const personLabels = (t: TFunction, isNew: boolean): FieldLabels => {
  const ofMedia = media.flatMap((medium) => {
    const name = { medium: t(`medium.${medium}`) };
    return [
      [`capacity.${medium}.limit`, t('capacity.limitOf', name)],
      [`capacity.${medium}.weight`, t('capacity.weightOf', name)],
    ];
  });
  return {
    ...(Object.fromEntries(ofMedia) as FieldLabels),
    'capacity.units': t('capacity.units'),
    displayName: t('people.name'),
    email: t('people.email'),
    role: t('people.role'),
    language: t('people.language'),
    groups: t('people.groups'),
    password: t(isNew ? 'people.password' : 'people.newPassword'),
  };
};

interface PersonFormProps {
  readonly person: Agent | null;
  readonly groups: readonly SkillGroup[];
  readonly ways: DrawerWays;
  readonly onSaved: () => void;
}

export function PersonForm({ person, groups, ways, onSaved }: PersonFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: ['agents'] });
  const { form, submit, saving, problem } = useEntityForm({
    ways,
    initialValues: valuesOf(person),
    schema: person ? UpdateAgent : CreateAgent,
    toBody: bodyOf(person),
    save: (body) =>
      person
        ? api(identityRoutes.updateAgent, { params: { agentId: person.id }, body })
        : api(identityRoutes.createAgent, { body }),
    labels: personLabels(t, person === null),
    fieldCodes: { agent_email_taken: 'email', skill_group_not_found: 'groups', agent_last_administrator: 'role' },
    onSaved: () => {
      void reload();
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      onSaved();
    },
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
      <TextInput label={t('people.name')} data-autofocus maxLength={80} {...form.getInputProps('displayName')} />
      <TextInput label={t('people.email')} type="email" autoComplete="off" {...form.getInputProps('email')} />
      <Radio.Group label={t('people.role')} {...form.getInputProps('role')}>
        <div style={{ display: 'grid', gap: 8, marginTop: 6 }}>
          {(['agent', 'supervisor', 'administrator'] as const).map((role) => (
            <Radio
              key={role}
              value={role}
              label={t(`account.roles.${role}`)}
              description={t(`people.roleHints.${role}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <div className="form-sec">
        <div>
          <p className="mantine-InputWrapper-label" id="person-language">
            {t('people.language')}
          </p>
          <SegmentedControl
            aria-labelledby="person-language"
            data={[
              { value: 'en', label: 'English' },
              { value: 'zh', label: '中文' },
            ]}
            {...form.getInputProps('language')}
          />
        </div>
      </div>
      <div className="form-sec">
        <h3>{t('people.groups')}</h3>
        <LevelList
          all={groups}
          chosen={form.values.groups}
          onChange={(chosen) => form.setFieldValue('groups', chosen)}
          add={t('people.addGroup')}
          empty={t('people.noGroups')}
          error={form.errors.groups}
        />
      </div>
      <div className="form-sec">
        <h3>{t('capacity.title')}</h3>
        <CapacityFields
          value={form.values.capacity}
          onChange={(capacity) => form.setFieldValue('capacity', capacity)}
          hint={t('capacity.ofPerson')}
          errorAt={(path) => form.errors[`capacity.${path}`]}
        />
      </div>
      <div className="form-sec">
        <TextInput
          label={t(person ? 'people.newPassword' : 'people.password')}
          description={t(person ? 'people.newPasswordHint' : 'people.passwordHint')}
          autoComplete="new-password"
          spellCheck={false}
          rightSectionWidth={90}
          rightSection={
            <Button size="compact-xs" onClick={() => form.setFieldValue('password', newPassword())}>
              {t('people.generate')}
            </Button>
          }
          {...form.getInputProps('password')}
        />
        {person && (
          <Switch
            label={t('people.active')}
            description={form.values.active ? undefined : t('people.disableText')}
            {...form.getInputProps('active', { type: 'checkbox' })}
          />
        )}
      </div>
      <FormFoot
        problem={problem}
        saving={saving}
        isNew={person === null}
        onCancel={ways.close}
        onLoadAgain={() => void reload().then(onSaved)}
      />
    </form>
  );
}
