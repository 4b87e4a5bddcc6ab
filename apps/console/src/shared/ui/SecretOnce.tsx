import { Button, Group, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A secret that is shown in this window and never again. Copied by a press; where the browser refuses, it can be selected. */
export function SecretOnce({ value, label, onDone }: { value: string; label: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Not over plain HTTP, and not without leave: the field is there to copy from by hand.
      setCopied(false);
    }
  };
  return (
    <div className="form-grid">
      <p className="mid">{t('secret.once')}</p>
      <TextInput
        label={label}
        value={value}
        readOnly
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'ui-monospace, monospace' } }}
      />
      <Group justify="flex-end" gap="xs">
        <Button
          onClick={() => void copy()}
          leftSection={
            copied ? <IconCheck className="icon s" aria-hidden /> : <IconCopy className="icon s" aria-hidden />
          }
        >
          <span aria-live="polite">{t(copied ? 'secret.copied' : 'secret.copy')}</span>
        </Button>
        <Button variant="filled" onClick={onDone}>
          {t('secret.done')}
        </Button>
      </Group>
    </div>
  );
}
