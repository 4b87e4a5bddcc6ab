import { Button } from '@mantine/core';
import { IconCloudOff, IconLock, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../api/index.ts';

/** An empty, failed or forbidden place: what it is, why, and the next step. */
export function Nothing(props: { icon?: TablerIcon; title: string; text?: string; children?: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className="nothing">
      {Icon && <Icon className="icon" aria-hidden />}
      <h2>{props.title}</h2>
      {props.text && <p>{props.text}</p>}
      {props.children}
    </div>
  );
}

/** A failed load: the catalogue's words for it, and a retry where a retry can help. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const code = failureCode(error);
  const final = code === 'forbidden' || code.endsWith('_not_found');
  const title = code === 'forbidden' ? 'state.forbidden' : 'state.notFound';
  return (
    <div role="alert" className="amid">
      <Nothing
        icon={final ? IconLock : IconCloudOff}
        title={t(final ? title : 'state.failed')}
        text={t(`errors.${code}`)}
      >
        {retry && !final && <Button onClick={retry}>{t('state.retry')}</Button>}
      </Nothing>
    </div>
  );
}
