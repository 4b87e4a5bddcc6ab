import { NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import type { AttributeValue, RuleCondition } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

type AttributeCondition = Extract<RuleCondition, { kind: 'attribute' }>;
const operators = ['is', 'is_not', 'one_of', 'contains', 'at_least', 'at_most', 'present', 'absent'] as const;

interface AttributeFormProps {
  readonly condition: AttributeCondition;
  readonly onChange: (condition: RuleCondition) => void;
}

/** What stays of the values when the comparison changes. */
function valuesFor(operator: AttributeCondition['operator'], values: readonly AttributeValue[]): AttributeValue[] {
  if (operator === 'present' || operator === 'absent') return [];
  if (operator === 'one_of') return [...values];
  const first = values.slice(0, 1);
  if (operator !== 'at_least' && operator !== 'at_most') return first.map(String);
  return first.map(Number).filter((value) => Number.isFinite(value));
}

export function AttributeForm({ condition, onChange }: AttributeFormProps) {
  const { t } = useTranslation();
  const [value] = condition.values;
  const { operator } = condition;
  return (
    <>
      <TextInput
        label={t('ruleEdit.attributeName')}
        description={t('ruleEdit.attributeHint')}
        data-autofocus
        maxLength={40}
        value={condition.name}
        onChange={(event) => onChange({ ...condition, name: event.currentTarget.value.trim() })}
      />
      <Select
        label={t('ruleEdit.operator')}
        data={operators.map((one) => ({ value: one, label: t(`ruleEdit.operators.${one}`) }))}
        value={operator}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(next) => {
          const chosen = next as AttributeCondition['operator'];
          onChange({ ...condition, operator: chosen, values: valuesFor(chosen, condition.values) });
        }}
      />
      {(operator === 'is' || operator === 'is_not' || operator === 'contains') && (
        <TextInput
          label={t('ruleEdit.value')}
          maxLength={200}
          value={value === undefined ? '' : String(value)}
          onChange={(event) => {
            const text = event.currentTarget.value;
            onChange({ ...condition, values: text === '' ? [] : [text] });
          }}
        />
      )}
      {(operator === 'at_least' || operator === 'at_most') && (
        <NumberInput
          label={t('ruleEdit.number')}
          value={typeof value === 'number' ? value : ''}
          hideControls
          onChange={(next) => onChange({ ...condition, values: typeof next === 'number' ? [next] : [] })}
        />
      )}
      {operator === 'one_of' && (
        <TagsInput
          label={t('ruleEdit.values')}
          description={t('ruleEdit.tagHint')}
          value={condition.values.map(String)}
          maxTags={100}
          acceptValueOnBlur
          comboboxProps={{ withinPortal: false }}
          onChange={(values) => onChange({ ...condition, values })}
        />
      )}
    </>
  );
}
