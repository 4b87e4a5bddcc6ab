import { Button, Group } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/ui/index.ts';

/** Reminds whoever leaves the page that what they changed is kept but not in force. */
export function LeaveGuard({ changes }: { changes: number }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    // The simulator tries the very draft: nobody who goes there leaves it.
    shouldBlockFn: ({ current, next }) =>
      changes > 0 && current.pathname !== next.pathname && !next.pathname.endsWith('/simulator'),
    // A reload or a closed window comes back to the draft; nothing to ask.
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <Dialog opened={status === 'blocked'} onClose={() => reset?.()} title={t('ruleSet.leaveTitle')}>
      <p className="mid">{t('ruleSet.leaveText')}</p>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button onClick={() => reset?.()}>{t('ruleSet.leaveStay')}</Button>
        <Button variant="filled" onClick={() => proceed?.()}>
          {t('ruleSet.leaveGo')}
        </Button>
      </Group>
    </Dialog>
  );
}
