import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { secondsOf } from './seconds.ts';

interface SecondsInputProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly onChange: (seconds: number) => void;
}

/** A length of time as one says it: `90`, `1:30`. What cannot be read is marked and changes nothing. */
export function SecondsInput({ label, value, min = 1, onChange }: SecondsInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const seconds = typed === null ? value : secondsOf(typed);
  const wrong = seconds === null || seconds < min || seconds > 86_400;
  return (
    <TextInput
      label={label}
      description={t('ruleEdit.secondsHint')}
      data-autofocus
      inputMode="numeric"
      value={typed ?? clockOf(value * 1000)}
      error={wrong ? t('ruleEdit.secondsWrong', { least: clockOf(min * 1000) }) : null}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const read = secondsOf(text);
        if (read !== null && read >= min && read <= 86_400) onChange(read);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
