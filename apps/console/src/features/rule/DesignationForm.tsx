import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Designation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { PickOne } from './Picks.tsx';
import { useRuleWorld } from './rule-world.ts';

const kinds = ['agent', 'attribute', 'mapping', 'lookup'] as const;
const insidePopover = { withinPortal: false };

interface DesignationFormProps {
  readonly by: Designation;
  readonly onChange: (by: Designation) => void;
}

function fresh(kind: Designation['kind']): Designation {
  switch (kind) {
    case 'agent':
      return { kind, agentId: '' as never };
    case 'attribute':
      return { kind, name: '' };
    case 'mapping':
      return { kind, attribute: '', entries: [] };
    case 'lookup':
      return { kind, lookupId: '' as never };
  }
}

/** Where the name of the agent comes from. */
export function DesignationForm({ by, onChange }: DesignationFormProps) {
  const { t } = useTranslation();
  const { agents, lookups } = useRuleWorld();
  return (
    <>
      <PickOne
        label={t('ruleEdit.who')}
        options={kinds.map((value) => ({
          value,
          label: t(`ruleEdit.by.${value}`),
          hint: t(`ruleEdit.byHint.${value}`),
        }))}
        value={by.kind}
        onChange={(kind) => onChange(fresh(kind as Designation['kind']))}
      />
      {by.kind === 'agent' && (
        <AgentSelect
          label={t('ruleEdit.person')}
          value={by.agentId}
          onChange={(agentId) => onChange({ ...by, agentId: agentId as never })}
        />
      )}
      {by.kind === 'attribute' && <AttributeField value={by.name} onChange={(name) => onChange({ ...by, name })} />}
      {by.kind === 'lookup' &&
        (lookups.length > 0 ? (
          <Select
            label={t('ruleEdit.system')}
            data={lookups.map(({ id, name }) => ({ value: id, label: name }))}
            value={by.lookupId || null}
            placeholder={t('rules.choose')}
            allowDeselect={false}
            comboboxProps={insidePopover}
            onChange={(value) => value && onChange({ ...by, lookupId: value as never })}
          />
        ) : (
          <p className="small mut">{t('ruleEdit.noSystem')}</p>
        ))}
      {by.kind === 'mapping' && (
        <>
          <AttributeField value={by.attribute} onChange={(attribute) => onChange({ ...by, attribute })} />
          <div className="mapping scroll">
            {by.entries.map((entry, at) => {
              const set = (over: Partial<typeof entry>) =>
                onChange({
                  ...by,
                  entries: by.entries.map((other, index) => (index === at ? { ...other, ...over } : other)),
                });
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its value is what is being typed
                <div className="mapping-row" key={at}>
                  <TextInput
                    aria-label={t('ruleEdit.mapValue', { number: at + 1 })}
                    placeholder={t('ruleEdit.value')}
                    size="xs"
                    value={String(entry.value)}
                    onChange={(event) => set({ value: event.currentTarget.value })}
                  />
                  <Select
                    aria-label={t('ruleEdit.mapAgent', { number: at + 1 })}
                    placeholder={t('rules.choose')}
                    size="xs"
                    data={agents.map(({ id, name }) => ({ value: id, label: name }))}
                    value={entry.agentId || null}
                    searchable
                    allowDeselect={false}
                    comboboxProps={insidePopover}
                    onChange={(value) => value && set({ agentId: value as never })}
                  />
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={t('ruleEdit.mapRemove', { number: at + 1 })}
                    onClick={() => onChange({ ...by, entries: by.entries.filter((_, index) => index !== at) })}
                  >
                    <IconX className="icon s" aria-hidden />
                  </Button>
                </div>
              );
            })}
          </div>
          <div>
            <Button
              size="compact-sm"
              leftSection={<IconPlus className="icon s" aria-hidden />}
              onClick={() => onChange({ ...by, entries: [...by.entries, { value: '', agentId: '' as never }] })}
            >
              {t('ruleEdit.mapAdd')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function AttributeField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('ruleEdit.attributeName')}
      description={t('ruleEdit.attributeHint')}
      maxLength={40}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}

interface AgentSelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (agentId: string) => void;
}

function AgentSelect({ label, value, onChange }: AgentSelectProps) {
  const { t } = useTranslation();
  const { agents } = useRuleWorld();
  return (
    <Select
      label={label}
      data={agents.map(({ id, name }) => ({ value: id, label: name }))}
      value={value || null}
      placeholder={t('rules.choose')}
      searchable
      allowDeselect={false}
      comboboxProps={insidePopover}
      onChange={(picked) => picked && onChange(picked)}
    />
  );
}
