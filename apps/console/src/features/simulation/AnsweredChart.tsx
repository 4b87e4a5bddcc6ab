import type { RuleSetReport } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { placeOf, worthShowing } from './chart.ts';
import { useWritten } from './words.ts';

const [width, height] = [480, 250];
const area = { left: 48, right: 470, top: 12, bottom: 216 };
const mostLabels = 7;

interface AnsweredChartProps {
  readonly names: readonly string[];
  readonly sets: readonly RuleSetReport[];
  readonly target: number;
}

/** How answers come in with time. The waits along the foot are not to scale: the first seconds are what differs. */
export function AnsweredChart({ names, sets, target }: AnsweredChartProps) {
  const { t } = useTranslation();
  const written = useWritten();
  const seconds = worthShowing(sets);
  if (seconds.length < 2) return null;
  const x = (place: number): number => area.left + ((area.right - area.left) * place) / (seconds.length - 1);
  const y = (share: number): number => area.bottom - (area.bottom - area.top) * share;
  const every = Math.ceil(seconds.length / mostLabels);
  const labelled = seconds.map((second, place) => ({ second, place })).filter(({ place }) => place % every === 0);
  const aim = placeOf(target, seconds);
  return (
    <figure className="sim-figure">
      <figcaption>
        <b>{t('simulator.answered.title')}</b>
        <span className="small mut sim-line">{t('simulator.answered.text')}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('simulator.answered.title')}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line className="sim-grid" x1={area.left} x2={area.right} y1={y(share)} y2={y(share)} />
            <text x={area.left - 8} y={y(share) + 4} textAnchor="end">
              {`${share * 100} %`}
            </text>
          </g>
        ))}
        {labelled.map(({ second, place }) => (
          <text
            key={second}
            x={x(place)}
            y={area.bottom + 20}
            textAnchor={place === 0 ? 'start' : place === seconds.length - 1 ? 'end' : 'middle'}
          >
            {second < 60 || second % 60 !== 0
              ? t('simulator.seconds', { value: second })
              : t('simulator.minutes', { value: second / 60 })}
          </text>
        ))}
        {aim !== null && (
          <>
            <line className="sim-aim" x1={x(aim)} x2={x(aim)} y1={area.top} y2={area.bottom} />
            <text x={x(aim) + 6} y={area.bottom - 8}>
              {t('simulator.answered.target', { target: written(target, 'seconds') })}
            </text>
          </>
        )}
        {sets.map(({ answeredWithin }, index) => (
          <polyline
            key={names[index]}
            className={`sim-curve sim-curve-${index}`}
            points={answeredWithin
              .slice(0, seconds.length)
              .map(({ share }, place) => `${x(place).toFixed(1)},${y(share).toFixed(1)}`)
              .join(' ')}
          />
        ))}
      </svg>
      <ul className="sim-legend small">
        {names.map((name, index) => (
          <li key={name}>
            <svg viewBox="0 0 32 8" aria-hidden>
              <line className={`sim-curve sim-curve-${index}`} x1="1" x2="31" y1="4" y2="4" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}
