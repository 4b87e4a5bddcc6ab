import { notifications } from '@mantine/notifications';
import type { ChosenPresence, SetPresence } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';

/** Changes the presence, now or "after this one", or takes the latter back; says so when that fails. */
export function usePresenceWays() {
  const { t } = useTranslation();
  const desk = useDesk();
  const telling = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) });
    }
  };
  return {
    choose: (state: ChosenPresence, more: Partial<SetPresence> = {}) => telling(desk.setPresence({ ...more, state })),
    keep: () => telling(desk.keepPresence()),
  };
}

export const useSetPresence = (): ((state: ChosenPresence) => Promise<void>) => usePresenceWays().choose;
