import { Button, Group, Menu, Textarea } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type Decline, DeclineReason } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/ui/index.ts';

const listed = DeclineReason.options.filter((reason) => reason !== 'other');

interface DeclineMenuProps {
  readonly name: string;
  readonly disabled: boolean;
  readonly onDecline: (why: Decline) => void;
}

/** Decline and say why: one of the list, or in one's own words. Beside the plain button, which asks nothing. */
export function DeclineMenu({ name, disabled, onDecline }: DeclineMenuProps) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const [note, setNote] = useState('');
  const words = note.trim();
  return (
    <>
      <Menu position="bottom-end" width={240} returnFocus={false}>
        <Menu.Target>
          <Button
            variant="subtle"
            className="decline-more"
            disabled={disabled}
            aria-label={t('decline.more', { name })}
            onMouseDown={(event) => event.preventDefault()}
          >
            <IconChevronDown className="icon s" aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('decline.title')}</Menu.Label>
          {listed.map((reason) => (
            <Menu.Item key={reason} onClick={() => onDecline({ reason })}>
              {t(`decline.reasons.${reason}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setWriting(true)}>{t('decline.write')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={writing} onClose={() => setWriting(false)} title={t('decline.title')} above>
        <Textarea
          label={t('decline.note')}
          value={note}
          maxLength={300}
          rows={3}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button onClick={() => setWriting(false)}>{t('admin.cancel')}</Button>
          <Button
            variant="filled"
            disabled={words === ''}
            onClick={() => {
              setWriting(false);
              onDecline({ reason: 'other', note: words });
            }}
          >
            {t('decline.send')}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
