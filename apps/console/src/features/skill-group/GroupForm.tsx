import { Button, Radio, Group as Row, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type Agent,
  type AlarmThresholds,
  type Capacity,
  ChoiceStrategy,
  type ComfortMessage,
  CreateSkillGroup,
  defaultHandling,
  defaultServiceLevel,
  type GroupHandling,
  type GroupLimits,
  noLimits,
  noThresholds,
  type ServiceLevelTarget,
  type SkillGroup,
  skillGroupRoutes,
  UpdateSkillGroup,
} from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CapacityFields,
  type DrawerWays,
  FormFoot,
  LevelList,
  useEntityForm,
  useGroups,
} from '../../shared/admin/index.ts';
import { ApiError, failureCode } from '../../shared/api/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';
import { ComfortFields } from './ComfortFields.tsx';
import { FloorFields } from './FloorFields.tsx';
import { groupLabels } from './group-labels.ts';
import { HandlingFields } from './HandlingFields.tsx';
import { LimitFields } from './LimitFields.tsx';

interface Values {
  name: string;
  strategy: ChoiceStrategy;
  handling: GroupHandling;
  serviceLevel: ServiceLevelTarget;
  thresholds: AlarmThresholds;
  allowPick: boolean;
  defaultCapacity: Capacity | null;
  limits: GroupLimits;
  rampSeconds: number;
  comfort: ComfortMessage[];
  members: { id: string; level: number }[];
}

/** These fields and no others of the group. */
const handlingOf = (from: GroupHandling): GroupHandling => ({
  ringSeconds: from.ringSeconds,
  autoAcceptText: from.autoAcceptText,
  wrapUpSeconds: from.wrapUpSeconds,
  dispositionRequired: from.dispositionRequired,
});
const valuesOf = (group: SkillGroup | null): Values => ({
  name: group?.name ?? '',
  strategy: group?.strategy ?? 'least_loaded',
  handling: handlingOf(group ?? defaultHandling),
  serviceLevel: group?.serviceLevel ?? defaultServiceLevel,
  thresholds: group?.thresholds ?? noThresholds,
  allowPick: group?.allowPick ?? false,
  defaultCapacity: group?.defaultCapacity ?? null,
  limits: group?.limits ?? noLimits,
  rampSeconds: group?.rampSeconds ?? 0,
  comfort: group?.comfort ?? [],
  members: group?.members.map(({ agentId, level }) => ({ id: agentId, level })) ?? [],
});
const bodyOf =
  (group: SkillGroup | null) =>
  ({ handling, members, ...values }: Values) => ({
    ...(group ? { version: group.version } : {}),
    ...values,
    ...handling,
    members: members.map(({ id, level }) => ({ agentId: id, level })),
  });

interface GroupFormProps {
  readonly group: SkillGroup | null;
  readonly agents: readonly Agent[];
  readonly ways: DrawerWays;
  readonly onSaved: () => void;
}

export function GroupForm({ group, agents, ways, onSaved }: GroupFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: ['groups'] });
  const { form, faultAt, submit, saving, problem } = useEntityForm({
    ways,
    initialValues: valuesOf(group),
    schema: group ? UpdateSkillGroup : CreateSkillGroup,
    toBody: bodyOf(group),
    needed: ({ comfort }) => comfort.flatMap((_, at) => [`comfort.${at}.text.en`, `comfort.${at}.text.zh`]),
    save: (body) =>
      group
        ? api(skillGroupRoutes.updateSkillGroup, { params: { groupId: group.id }, body })
        : api(skillGroupRoutes.createSkillGroup, { body }),
    labels: groupLabels(t),
    fieldCodes: { skill_group_name_taken: 'name', agent_not_found: 'members', skill_group_overflow_invalid: 'limits' },
    onSaved: () => {
      void reload();
      // Members of a group are groups of a person.
      void queryClient.invalidateQueries({ queryKey: ['agents'] });
      onSaved();
    },
  });
  const groups = useGroups();
  const people = agents
    .filter((agent) => agent.disabledAt === null || form.values.members.some((member) => member.id === agent.id))
    .map((agent) => ({ id: agent.id, name: agent.displayName }));
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput label={t('groups.name')} data-autofocus maxLength={80} {...form.getInputProps('name')} />
      <Radio.Group label={t('groups.strategy')} {...form.getInputProps('strategy')}>
        <div style={{ display: 'grid', gap: 8, marginTop: 6 }}>
          {ChoiceStrategy.options.map((strategy) => (
            <Radio key={strategy} value={strategy} label={t(`groups.${strategy}`)} />
          ))}
        </div>
      </Radio.Group>
      <div className="form-sec">
        <h3>{t('groups.members')}</h3>
        <LevelList
          all={people}
          chosen={form.values.members}
          onChange={(members) => form.setFieldValue('members', members)}
          add={t('groups.addMember')}
          empty={t('groups.noMembers')}
          error={form.errors.members}
        />
      </div>
      <div className="form-sec">
        <h3>{t('handling.title')}</h3>
        <HandlingFields
          groupId={group?.id ?? null}
          value={form.values.handling}
          onChange={(handling) => form.setFieldValue('handling', handling)}
          errorAt={faultAt}
        />
      </div>
      <div className="form-sec">
        <h3>{t('capacity.title')}</h3>
        <CapacityFields
          value={form.values.defaultCapacity}
          onChange={(capacity) => form.setFieldValue('defaultCapacity', capacity)}
          hint={t('capacity.ofGroup')}
          errorAt={(path) => faultAt(`defaultCapacity.${path}`)}
        />
      </div>
      <div className="form-sec">
        <h3>{t('limits.title')}</h3>
        <LimitFields
          limits={form.values.limits}
          rampSeconds={form.values.rampSeconds}
          onLimits={(limits) => form.setFieldValue('limits', limits)}
          onRamp={(seconds) => form.setFieldValue('rampSeconds', seconds)}
          self={{ id: group?.id ?? '', name: form.values.name }}
          others={(groups.data ?? []).filter((other) => other.id !== group?.id)}
          errorAt={faultAt}
        />
      </div>
      <FloorFields value={form.values} onChange={(change) => form.setValues(change)} errorAt={faultAt} />
      <ComfortFields
        value={form.values.comfort}
        onChange={(comfort) => form.setFieldValue('comfort', comfort)}
        errorAt={(path) => faultAt(`comfort.${path}`)}
      />
      <FormFoot
        problem={problem}
        saving={saving}
        isNew={group === null}
        onCancel={ways.close}
        onLoadAgain={() => void reload().then(onSaved)}
      >
        {group && <DeleteGroup group={group} onDeleted={onSaved} />}
      </FormFoot>
    </form>
  );
}

function DeleteGroup({ group, onDeleted }: { group: SkillGroup; onDeleted: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api(skillGroupRoutes.deleteSkillGroup, { params: { groupId: group.id } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      onDeleted();
    },
  });
  return (
    <>
      <Button className="danger" onClick={() => setAsking(true)}>
        {t('groups.delete')}
      </Button>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('groups.deleteTitle', { name: group.name })}
        above
      >
        <p className="mid">{t('groups.deleteText')}</p>
        {remove.isError && (
          <p className="coral small" role="alert">
            {t(`errors.${failureCode(remove.error)}`)}
          </p>
        )}
        {usesOf(remove.error).map(({ kind, name }) => (
          <p className="small" key={`${kind} ${name}`}>
            {kind === 'waiting'
              ? t('limits.uses.waiting', { count: Number(name) })
              : t(`limits.uses.${kind}`, { name })}
          </p>
        ))}
        <Row justify="flex-end" gap="xs" mt="lg">
          <Button onClick={() => setAsking(false)}>{t('admin.cancel')}</Button>
          <Button className="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('groups.delete')}
          </Button>
        </Row>
      </Dialog>
    </>
  );
}

interface Use {
  readonly kind: 'channel' | 'overflow' | 'waiting' | 'rule';
  readonly name: string;
}

/** Where the group is still used, as the refusal says. */
const usesOf = (error: unknown): readonly Use[] =>
  error instanceof ApiError && error.code === 'skill_group_in_use' && Array.isArray(error.details?.uses)
    ? (error.details.uses as Use[])
    : [];
