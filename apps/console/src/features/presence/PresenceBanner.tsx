import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../shared/desk/index.ts';
import { useSetPresence } from './use-set-presence.ts';

/** Why nothing rings any more after two missed contacts, and the way back. */
export function PresenceBanner() {
  const { t } = useTranslation();
  const presence = useDeskState((desk) => desk.presence);
  const setPresence = useSetPresence();
  if (presence?.state !== 'not_responding') return null;
  return (
    <div className="banner stop" role="status">
      <span className="grow">{t('presence.missedTitle')}</span>
      <Button size="compact-sm" onClick={() => void setPresence('online')}>
        {t('presence.missedBack')}
      </Button>
    </div>
  );
}
