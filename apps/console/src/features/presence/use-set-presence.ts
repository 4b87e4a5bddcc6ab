import { notifications } from '@mantine/notifications';
import type { ChosenPresence } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';

/** Changes the presence and says so when that fails. */
export function useSetPresence(): (state: ChosenPresence) => Promise<void> {
  const { t } = useTranslation();
  const desk = useDesk();
  return async (state) => {
    try {
      await desk.setPresence(state);
    } catch (error) {
      notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) });
    }
  };
}
