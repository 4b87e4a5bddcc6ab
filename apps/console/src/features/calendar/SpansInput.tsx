import { TextInput } from '@mantine/core';
import type { DayHours } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Span, spansOf, spansText } from './day-minutes.ts';

interface SpansInputProps {
  readonly label: string;
  readonly value: DayHours;
  readonly onChange: (hours: Span[]) => void;
  /** Tells whether what is typed can be read at all. */
  readonly onWrong: (wrong: boolean) => void;
}

/** The hours of one day, typed as one says them, with a bar of the day below. */
export function SpansInput({ label, value, onChange, onWrong }: SpansInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && spansOf(typed) === null;
  return (
    <div className="spans">
      <TextInput
        aria-label={label}
        placeholder={t('hours.closed')}
        size="xs"
        value={typed ?? spansText(value)}
        error={wrong ? t('hours.spanWrong') : null}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const read = spansOf(text);
          onWrong(read === null);
          if (read) onChange(read);
        }}
        onBlur={() => !wrong && setTyped(null)}
      />
      <span className="day-bar" aria-hidden="true">
        {value.map((span) => (
          <i key={span.from} style={{ left: `${span.from / 14.4}%`, width: `${(span.to - span.from) / 14.4}%` }} />
        ))}
      </span>
    </div>
  );
}
