import type { RuleSetReport } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { dotsOf } from './chart.ts';
import { useWritten } from './words.ts';

const [width, band, foot] = [480, 62, 30];
const area = { left: 8, right: 472 };

interface LoadChartProps {
  readonly names: readonly string[];
  readonly sets: readonly RuleSetReport[];
}

/** How evenly the work is spread: a dot for each agent, a band for each rule set. */
export function LoadChart({ names, sets }: LoadChartProps) {
  const { t } = useTranslation();
  const written = useWritten();
  const height = band * sets.length + foot;
  const x = (share: number): number => area.left + (area.right - area.left) * Math.min(1, share);
  if (sets.every(({ agents }) => agents.length === 0)) return null;
  return (
    <figure className="sim-figure">
      <figcaption>
        <b>{t('simulator.load.title')}</b>
        <span className="small mut sim-line">{t('simulator.load.text')}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('simulator.load.title')}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line className="sim-grid" x1={x(share)} x2={x(share)} y1={0} y2={height - foot} />
            <text x={x(share)} y={height - 10} textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}>
              {`${share * 100} %`}
            </text>
          </g>
        ))}
        {sets.map(({ agents, occupancy }, index) => {
          const dots = dotsOf(agents);
          const highest = Math.max(1, ...dots.map(({ above }) => above));
          const step = Math.min(9, 34 / highest);
          const base = band * (index + 1) - 10;
          return (
            <g key={names[index]}>
              <line className="sim-grid" x1={area.left} x2={area.right} y1={base + 6} y2={base + 6} />
              <line
                className={`sim-mean sim-curve-${index}`}
                x1={x(occupancy.mean)}
                x2={x(occupancy.mean)}
                y1={base - 46}
                y2={base + 6}
              />
              {dots.map((dot, at) => (
                <circle
                  // biome-ignore lint/suspicious/noArrayIndexKey: agents may share a name, and their order is fixed
                  key={at}
                  className={`sim-dot sim-dot-${index}`}
                  cx={x(dot.share)}
                  cy={base - dot.above * step}
                  r="4.5"
                >
                  <title>{`${dot.name}: ${written(agents[at]?.occupancy ?? 0, 'share')}`}</title>
                </circle>
              ))}
            </g>
          );
        })}
      </svg>
      <ul className="sim-legend small">
        {sets.map(({ occupancy }, index) => (
          <li key={names[index]}>
            <span className={`sim-key sim-key-${index}`} aria-hidden />
            {t('simulator.load.range', {
              name: names[index] ?? '',
              least: written(occupancy.least, 'share'),
              most: written(occupancy.most, 'share'),
            })}
          </li>
        ))}
      </ul>
    </figure>
  );
}
