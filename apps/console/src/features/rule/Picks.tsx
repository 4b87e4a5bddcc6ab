import { Checkbox, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** From so many options on, a field to find one by a word of it. */
const manyOptions = 8;

function useFiltered(options: readonly Option[]) {
  const { t } = useTranslation();
  const [word, setWord] = useState('');
  const lower = word.trim().toLowerCase();
  const shown = options.filter((option) => option.label.toLowerCase().includes(lower));
  const field = options.length > manyOptions && (
    <TextInput
      size="xs"
      aria-label={t('ruleEdit.find')}
      placeholder={t('ruleEdit.find')}
      value={word}
      data-autofocus
      onChange={(event) => setWord(event.currentTarget.value)}
    />
  );
  return { shown, field, none: shown.length === 0 && <p className="small mut">{t('ruleEdit.noneFound')}</p> };
}

interface PickOneProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A click has chosen and is done; arrow keys go on choosing. */
  readonly close?: () => void;
}

export function PickOne({ label, options, value, onChange, close }: PickOneProps) {
  const { shown, field, none } = useFiltered(options);
  return (
    <>
      {field}
      <Radio.Group aria-label={label} value={value} onChange={onChange}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: only closes after the radios inside were used */}
        <div
          className="picks scroll"
          onClick={(event) => event.detail > 0 && (event.target as Element).closest('.pick') && close?.()}
          onKeyDown={(event) => event.key === 'Enter' && close?.()}
        >
          {shown.map((option) => (
            <Radio
              key={option.value}
              className="pick"
              value={option.value}
              label={option.label}
              description={option.hint}
              size="xs"
            />
          ))}
          {none}
        </div>
      </Radio.Group>
    </>
  );
}

interface PickManyProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

export function PickMany({ label, options, values, onChange }: PickManyProps) {
  const { shown, field, none } = useFiltered(options);
  return (
    <>
      {field}
      <Checkbox.Group aria-label={label} value={[...values]} onChange={onChange}>
        <div className="picks scroll">
          {shown.map((option) => (
            <Checkbox
              key={option.value}
              className="pick"
              value={option.value}
              label={option.label}
              description={option.hint}
              size="xs"
            />
          ))}
          {none}
        </div>
      </Checkbox.Group>
    </>
  );
}
