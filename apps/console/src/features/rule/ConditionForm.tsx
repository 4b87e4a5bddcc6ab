import { NumberInput, Select, TagsInput } from '@mantine/core';
import { Language, Medium, type RuleCondition } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { AttributeForm } from './AttributeForm.tsx';
import { PickMany, PickOne } from './Picks.tsx';
import { useRuleWorld } from './rule-world.ts';
import { SecondsInput } from './SecondsInput.tsx';

type Of<K extends RuleCondition['kind']> = Extract<RuleCondition, { kind: K }>;
interface FormProps<C extends RuleCondition> {
  readonly condition: C;
  readonly onChange: (condition: RuleCondition) => void;
}

const options = (named: readonly { id: string; name: string }[]) =>
  named.map(({ id, name }) => ({ value: id, label: name }));
const insidePopover = { withinPortal: false };

/** What one condition asks for. */
export function ConditionForm({ condition, onChange }: FormProps<RuleCondition>) {
  const { t } = useTranslation();
  const { channels } = useRuleWorld();
  const label = t(`ruleEdit.condition.${condition.kind}`);
  switch (condition.kind) {
    case 'channel':
      return (
        <PickMany
          label={label}
          options={options(channels)}
          values={condition.channelIds}
          onChange={(channelIds) => onChange({ ...condition, channelIds: channelIds as never })}
        />
      );
    case 'medium':
      return (
        <PickMany
          label={label}
          options={Medium.options.map((value) => ({ value, label: t(`medium.${value}`) }))}
          values={condition.media}
          onChange={(media) => onChange({ ...condition, media: media as never })}
        />
      );
    case 'language':
      return (
        <PickMany
          label={label}
          options={Language.options.map((value) => ({ value, label: t(`facts.languages.${value}`) }))}
          values={condition.languages}
          onChange={(languages) => onChange({ ...condition, languages: languages as never })}
        />
      );
    case 'vip':
      return <VipForm condition={condition} onChange={onChange} />;
    case 'attribute':
      return <AttributeForm condition={condition} onChange={onChange} />;
    case 'tag':
      return (
        <TagsInput
          label={label}
          description={t('ruleEdit.tagHint')}
          data-autofocus
          value={condition.tags}
          maxTags={50}
          acceptValueOnBlur
          comboboxProps={insidePopover}
          onChange={(tags) => onChange({ ...condition, tags: tags.map((tag) => tag.trim().toLowerCase()) })}
        />
      );
    case 'hours':
      return <HoursForm condition={condition} onChange={onChange} />;
    case 'queue_length':
      return (
        <>
          <NumberInput
            label={t('ruleEdit.atLeastWaiting')}
            data-autofocus
            min={1}
            max={100_000}
            allowDecimal={false}
            value={condition.atLeast}
            onChange={(value) => typeof value === 'number' && onChange({ ...condition, atLeast: value })}
          />
          <GroupSelect condition={condition} onChange={onChange} />
        </>
      );
    case 'longest_wait':
      return (
        <>
          <SecondsInput
            label={t('ruleEdit.atLeastWaited')}
            value={condition.atLeastSeconds}
            onChange={(atLeastSeconds) => onChange({ ...condition, atLeastSeconds })}
          />
          <GroupSelect condition={condition} onChange={onChange} />
        </>
      );
    case 'served_before':
      return (
        <NumberInput
          label={t('ruleEdit.withinDays')}
          data-autofocus
          min={1}
          max={3650}
          allowDecimal={false}
          value={condition.withinDays}
          onChange={(value) => typeof value === 'number' && onChange({ ...condition, withinDays: value })}
        />
      );
  }
}

const levels = Array.from({ length: 10 }, (_, level) => String(level));

function VipForm({ condition, onChange }: FormProps<Of<'vip'>>) {
  const { t } = useTranslation();
  const { min, max } = condition;
  const kind = max === 0 ? 'none' : min === 1 && max === 9 ? 'any' : 'levels';
  const choose = (value: string) => {
    if (value === 'none') onChange({ ...condition, min: 0, max: 0 });
    else onChange({ ...condition, min: value === 'any' ? 1 : 2, max: 9 });
  };
  return (
    <>
      <PickOne
        label={t('ruleEdit.condition.vip')}
        value={kind}
        onChange={choose}
        options={(['any', 'levels', 'none'] as const).map((value) => ({ value, label: t(`ruleEdit.vip.${value}`) }))}
      />
      {kind === 'levels' && (
        <div className="form-two">
          <Select
            label={t('ruleEdit.vip.from')}
            data={levels}
            value={String(min)}
            allowDeselect={false}
            comboboxProps={insidePopover}
            onChange={(value) => onChange({ ...condition, min: Number(value), max: Math.max(max, Number(value)) })}
          />
          <Select
            label={t('ruleEdit.vip.to')}
            data={levels}
            value={String(max)}
            allowDeselect={false}
            comboboxProps={insidePopover}
            onChange={(value) => onChange({ ...condition, max: Number(value), min: Math.min(min, Number(value)) })}
          />
        </div>
      )}
    </>
  );
}

function HoursForm({ condition, onChange }: FormProps<Of<'hours'>>) {
  const { t } = useTranslation();
  const { calendars } = useRuleWorld();
  return (
    <>
      <PickOne
        label={t('ruleEdit.condition.hours')}
        value={condition.open ? 'open' : 'closed'}
        onChange={(value) => onChange({ ...condition, open: value === 'open' })}
        options={(['closed', 'open'] as const).map((value) => ({ value, label: t(`ruleEdit.hours.${value}`) }))}
      />
      {calendars.length > 0 ? (
        <Select
          label={t('ruleEdit.calendar')}
          data={options(calendars)}
          value={condition.calendarId || null}
          placeholder={t('rules.choose')}
          allowDeselect={false}
          comboboxProps={insidePopover}
          onChange={(value) => value && onChange({ ...condition, calendarId: value as never })}
        />
      ) : (
        <p className="small mut">{t('ruleEdit.noCalendar')}</p>
      )}
    </>
  );
}

/** The group whose line is looked at. */
function GroupSelect({ condition, onChange }: FormProps<Of<'queue_length'> | Of<'longest_wait'>>) {
  const { t } = useTranslation();
  const { groups } = useRuleWorld();
  return (
    <Select
      label={t('ruleEdit.inLineOf')}
      data={[{ value: '', label: t('rules.channelGroup') }, ...options(groups)]}
      value={condition.groupId ?? ''}
      allowDeselect={false}
      searchable={groups.length > 8}
      comboboxProps={insidePopover}
      onChange={(value) => onChange({ ...condition, groupId: (value || null) as never })}
    />
  );
}
