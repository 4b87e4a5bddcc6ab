import { useQuery } from '@tanstack/react-query';
import { type AgentId, type PresencePeriod, presenceRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, RowBones, useNow } from '../../shared/ui/index.ts';
import { dots } from './dots.ts';

/** What an agent was in the last 24 hours, the newest first. For supervisors. */
export function PresenceTimeline({ agentId }: { agentId: AgentId }) {
  const { t } = useTranslation();
  const api = useApi();
  const found = useQuery({
    queryKey: ['presence-line', agentId],
    staleTime: 0,
    queryFn: async () => (await api(presenceRoutes.getPresenceTimeline, { params: { agentId }, query: {} })).periods,
  });
  return (
    <section className="form-sec" aria-labelledby="presence-line">
      <h3 id="presence-line">{t('line.title')}</h3>
      {found.isPending && <RowBones count={3} />}
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data?.length === 0 && <p className="small mut">{t('line.empty')}</p>}
      {found.data && found.data.length > 0 && (
        <ol className="periods">
          {found.data.toReversed().map((period) => (
            <Period key={period.from} period={period} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Period({ period }: { period: PresencePeriod }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const end = period.until === null ? now : Date.parse(period.until);
  return (
    <li>
      <time className="tabular mut" dateTime={period.from}>
        {timeOf(period.from, language)}
      </time>
      <span className={`dot ${dots[period.state]}`} aria-hidden="true" />
      <span className="grow">
        {period.reason
          ? t('presence.breakFor', { reason: period.reason.name[language] })
          : t(`presence.${period.state}`)}
        <span className="small mut">
          {' '}
          {t(`line.cause.${period.cause}`)}
          {period.until === null && `, ${t('line.lasts')}`}
        </span>
      </span>
      <span className="tabular mut">{clockOf(end - Date.parse(period.from))}</span>
    </li>
  );
}
