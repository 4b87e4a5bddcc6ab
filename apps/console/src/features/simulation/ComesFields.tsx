import { NumberInput, Select } from '@mantine/core';
import { Medium, type SkillGroupId } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { figuresOfGroup, type GroupFigures, type WhatComes } from './what-comes.ts';

interface ComesFieldsProps {
  readonly groups: readonly { readonly id: SkillGroupId; readonly name: string }[];
  readonly comes: WhatComes;
  readonly onChange: (comes: WhatComes) => void;
}

/** Who comes, by hand: so many an hour for each group, and what kind of people they are. */
export function ComesFields({ groups, comes, onChange }: ComesFieldsProps) {
  const { t } = useTranslation();
  const setOf = (id: string, over: Partial<GroupFigures>) =>
    onChange({ ...comes, byGroup: { ...comes.byGroup, [id]: { ...figuresOfGroup(comes, id), ...over } } });
  return (
    <>
      {groups.map(({ id, name }) => (
        <fieldset key={id} className="sim-pair">
          <legend>{name}</legend>
          <NumberInput
            label={t('simulator.perHour')}
            min={0}
            max={10_000}
            value={figuresOfGroup(comes, id).perHour}
            onChange={(value) => setOf(id, { perHour: Number(value) || 0 })}
          />
          <NumberInput
            label={t('simulator.handling')}
            min={0.5}
            max={600}
            value={figuresOfGroup(comes, id).minutes}
            onChange={(value) => setOf(id, { minutes: Number(value) || 5 })}
          />
        </fieldset>
      ))}
      <fieldset className="sim-pair">
        <legend>{t('simulator.who')}</legend>
        <Select
          label={t('simulator.medium')}
          data={Medium.options.map((value) => ({ value, label: t(`medium.${value}`) }))}
          value={comes.medium}
          allowDeselect={false}
          onChange={(value) => value && onChange({ ...comes, medium: value as Medium })}
        />
        <NumberInput
          label={t('simulator.patience')}
          placeholder={t('simulator.never')}
          min={0.1}
          max={600}
          value={comes.patienceMinutes ?? ''}
          onChange={(value) => onChange({ ...comes, patienceMinutes: Number(value) || null })}
        />
        <NumberInput
          label={t('simulator.vips')}
          min={0}
          max={100}
          value={comes.vips}
          onChange={(value) => onChange({ ...comes, vips: Number(value) || 0 })}
        />
        <NumberInput
          label={t('simulator.regulars')}
          min={0}
          max={100}
          value={comes.regulars}
          onChange={(value) => onChange({ ...comes, regulars: Number(value) || 0 })}
        />
      </fieldset>
    </>
  );
}
