import { TagsInput, type TagsInputProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sortOut } from '../attributes.ts';

interface AttributesInputProps extends Omit<TagsInputProps, 'value' | 'onChange' | 'error'> {
  /** Texts like `tier=gold`. */
  readonly value: string[];
  readonly onChange: (texts: string[]) => void;
}

/** Attributes of a visitor as they are typed. What says no name and value is not taken, and that is said. */
export function AttributesInput({ value, onChange, ...rest }: AttributesInputProps) {
  const { t } = useTranslation();
  const [malformed, setMalformed] = useState<string | null>(null);
  return (
    <TagsInput
      {...rest}
      value={value}
      maxTags={50}
      acceptValueOnBlur
      error={malformed !== null && t('profile.attributeMalformed', { text: malformed })}
      onChange={(texts) => {
        const sorted = sortOut(texts);
        setMalformed(sorted.malformed);
        onChange(sorted.taken);
      }}
    />
  );
}
