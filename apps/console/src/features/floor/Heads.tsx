import type { FloorBoard } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { totalsOf } from './floor-state.ts';

/** Four numbers that can be read from three metres. */
export function Heads({ board, now }: { board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const totals = totalsOf(board);
  const waited = totals.longest ? now - totals.longest.at : null;
  const late =
    totals.longest !== null && waited !== null && waited > totals.longest.group.serviceLevel.targetSeconds * 1000;
  const broken = totals.percent !== null && totals.promisedPercent !== null && totals.percent < totals.promisedPercent;
  const media = (['video', 'voice', 'text'] as const)
    .filter((medium) => totals.byMedium[medium] > 0)
    .map((medium) => t(`floor.for.${medium}`, { count: totals.byMedium[medium] }));
  if (totals.callbacks > 0) media.push(t('floor.callbacks', { count: totals.callbacks }));
  // The same words and counts as below the groups and in the agents' rows.
  const others = (['in_contact', 'ringing'] as const)
    .filter((activity) => totals.activities[activity] > 0)
    .map((activity) =>
      t('floor.soMany', { count: totals.activities[activity], state: t(`floor.activity.${activity}`) }),
    );
  if (totals.stillServing > 0) others.push(t('floor.stillServing', { count: totals.stillServing }));
  return (
    <dl className="heads">
      <div>
        <dt>{t('floor.waiting')}</dt>
        <dd>{totals.waiting}</dd>
        <dd className="note">{media.join(' · ') || t('floor.nobodyWaits')}</dd>
      </div>
      <div>
        <dt>{t('floor.longest')}</dt>
        <dd className={late ? 'amber' : undefined}>{waited === null ? '–' : clockOf(waited)}</dd>
        <dd className="note">{totals.longest?.group.name ?? t('floor.nobodyWaits')}</dd>
      </div>
      <div>
        <dt>
          {totals.targetSeconds === null ? t('floor.inTime') : t('floor.answeredIn', { seconds: totals.targetSeconds })}
        </dt>
        <dd className={broken ? 'amber' : undefined}>
          {totals.percent ?? '–'}
          {totals.percent !== null && <span className="unit"> %</span>}
        </dd>
        <dd className="note">
          {totals.promisedPercent === null
            ? t('floor.today')
            : t('floor.promised', { percent: totals.promisedPercent })}
        </dd>
      </div>
      <div>
        <dt>{t('floor.free')}</dt>
        <dd className={totals.free === 0 && totals.waiting > 0 ? 'amber' : undefined}>
          {totals.free}
          <span className="unit"> {t('floor.of', { count: totals.there })}</span>
        </dd>
        <dd className="note">{others.join(' · ') || t('floor.nobodyServes')}</dd>
      </div>
    </dl>
  );
}
