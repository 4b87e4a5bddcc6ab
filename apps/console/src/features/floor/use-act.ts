import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';

export interface Act {
  readonly busy: boolean;
  /** Does it, and says that it is done or why not. True when done. */
  run(work: () => Promise<unknown>, done: string): Promise<boolean>;
}

/** One thing a supervisor does; a refusal is told in the catalogue's words, and nothing has changed. */
export function useAct(): Act {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async run(work, done) {
      setBusy(true);
      try {
        await work();
        notifications.show({ message: done });
        return true;
      } catch (error) {
        notifications.show({
          color: 'red',
          message: t('floor.refused', { reason: t(`errors.${failureCode(error)}`) }),
        });
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
