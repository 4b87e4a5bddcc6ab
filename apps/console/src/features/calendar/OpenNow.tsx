import { useTranslation } from 'react-i18next';
import { momentOf, sameDay, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';

export interface Now {
  readonly open: boolean;
  readonly changesAt: string | null;
}

/** "Open now, closes 18:00", in this browser's clock. */
export function OpenNow({ now }: { now: Now }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { changesAt } = now;
  const textOf = (at: string) => (sameDay(at, Date.now()) ? timeOf(at, language) : momentOf(at, language));
  const until = changesAt === null ? null : { at: textOf(changesAt) };
  const [always, bounded] = now.open ? (['open', 'openUntil'] as const) : (['shut', 'shutUntil'] as const);
  return (
    <span className={now.open ? 'tag ok' : 'tag wait'}>
      {until ? t(`hours.now.${bounded}`, until) : t(`hours.now.${always}`)}
    </span>
  );
}
