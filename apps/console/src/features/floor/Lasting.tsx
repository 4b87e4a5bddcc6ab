import { useTranslation } from 'react-i18next';
import { clockOf, soonOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';

interface LastingProps {
  readonly since: string;
  readonly now: number;
  /** Says what lasts where it is not what stands above: somebody in contact has been online for so long. */
  readonly online?: boolean;
}

/** How long, and from when: two durations in one row are never taken for each other. */
export function Lasting({ since, now, online = false }: LastingProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = { clock: clockOf(now - Date.parse(since)), time: soonOf(since, language) };
  return <span className="lasting">{t(online ? 'floor.onlineFor' : 'floor.lastsFor', words)}</span>;
}
