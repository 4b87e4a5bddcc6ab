import { Button, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ComfortMessage } from '@visavis/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ComfortFieldsProps {
  readonly value: readonly ComfortMessage[];
  readonly onChange: (value: ComfortMessage[]) => void;
  readonly errorAt: (path: string) => ReactNode;
}

const most = 10;
const stepSeconds = 30;

/** What is said to people who wait for the group, and after how many seconds. */
export function ComfortFields({ value, onChange, errorAt }: ComfortFieldsProps) {
  const { t } = useTranslation();
  const change = (at: number, next: Partial<ComfortMessage>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...next } : one)));
  const last = value.at(-1)?.afterSeconds ?? 0;
  return (
    <div className="form-sec">
      <h3>{t('comfort.title')}</h3>
      <p className="small mut">{t(value.length === 0 ? 'comfort.none' : 'comfort.hint')}</p>
      {value.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no id, and are only added at the end
        <div key={index} style={{ display: 'grid', gap: 8, marginTop: 12 }}>
          <NumberInput
            label={t('comfort.after')}
            min={5}
            max={7200}
            clampBehavior="none"
            allowDecimal={false}
            hideControls
            value={message.afterSeconds}
            error={errorAt(`${index}.afterSeconds`)}
            onChange={(seconds) => change(index, { afterSeconds: Number(seconds) })}
          />
          {(['en', 'zh'] as const).map((language) => (
            <TextInput
              key={language}
              label={t(`comfort.${language}`)}
              lang={language}
              maxLength={500}
              value={message.text[language]}
              error={errorAt(`${index}.text.${language}`)}
              onChange={(event) => change(index, { text: { ...message.text, [language]: event.currentTarget.value } })}
            />
          ))}
          <Button
            variant="subtle"
            leftSection={<IconTrash className="icon s" aria-hidden />}
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          >
            {t('comfort.remove')}
          </Button>
        </div>
      ))}
      {value.length < most && (
        <Button
          mt="sm"
          leftSection={<IconPlus className="icon s" aria-hidden />}
          onClick={() => onChange([...value, { afterSeconds: last + stepSeconds, text: { en: '', zh: '' } }])}
        >
          {t('comfort.add')}
        </Button>
      )}
    </div>
  );
}
