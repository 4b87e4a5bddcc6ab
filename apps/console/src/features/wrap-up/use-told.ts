import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';

/** Says so when a change failed, and shows again what is stored. */
export function useTold() {
  const { t } = useTranslation();
  return async (work: Promise<unknown>, reload: () => Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) });
      await reload();
    }
  };
}
