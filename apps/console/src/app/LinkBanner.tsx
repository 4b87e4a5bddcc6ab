import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnectionState, useDesk, useDeskState } from '../shared/desk/index.ts';
import { useNow } from '../shared/ui/index.ts';

/** Says that the connection is gone and what happens next. Nothing while all is well or at the very first connect. */
export function LinkBanner() {
  const { t } = useTranslation();
  const desk = useDesk();
  const link = useConnectionState();
  const arrived = useDeskState((desk) => desk.arrived);
  const now = useNow();
  if (link.status === 'online' || link.status === 'refused' || (link.status === 'connecting' && !arrived)) {
    return null;
  }
  const seconds = link.status === 'offline' ? Math.max(0, Math.ceil((link.retryAt - now) / 1000)) : 0;
  return (
    <div className="banner" role="status">
      <span className="spin" aria-hidden="true" />
      <span className="grow">
        <b>{t('link.offline')}</b> {t('link.offlineText')}
      </span>
      <span className="tabular" aria-hidden="true">
        {seconds > 0 ? t('link.retryIn', { seconds }) : t('link.reconnecting')}
      </span>
      <Button size="compact-sm" onClick={() => desk.connection.retryNow()}>
        {t('link.retry')}
      </Button>
    </div>
  );
}
