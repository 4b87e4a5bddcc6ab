import type { ComparedCell, ComparedRow } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { tableWidth } from './table-width.ts';
import { useWritten } from './words.ts';

interface Part {
  readonly id: string;
  /** null: the only part, under the title alone. */
  readonly title: string | null;
  readonly rows: readonly ComparedRow[];
}
interface FiguresProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly parts: readonly Part[];
  readonly target: number;
}

/** The rule sets side by side: a column for each, compared with the first. */
export function Figures({ title, names, parts, target }: FiguresProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways and has to be reachable by keyboard
    <section className="table-box sim-gap" tabIndex={0} aria-label={title}>
      <table className="sim-table" style={{ minWidth: tableWidth(names.length) }}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {names.map((name, index) => (
              <th scope="col" key={name}>
                <span className={`sim-key sim-key-${index}`} aria-hidden />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {parts.map((part) => (
          <tbody key={part.id}>
            {part.title !== null && (
              <tr>
                <th scope="rowgroup" className="sim-part" colSpan={names.length + 1}>
                  {part.title}
                </th>
              </tr>
            )}
            {part.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{t(`simulator.rows.${row.key}`, { target })}</th>
                {row.cells.map((cell, index) => (
                  <FigureCell key={names[index]} cell={cell} kind={row.kind} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function FigureCell({ cell, kind }: { cell: ComparedCell; kind: ComparedRow['kind'] }) {
  const { t } = useTranslation();
  const written = useWritten();
  const { value, error, verdict } = cell;
  const margin = kind === 'share' ? (error ?? 0) * 100 : (error ?? 0);
  return (
    <td>
      <span className="sim-value">
        <span className="num">
          {written(value, kind)}
          {error !== null && value !== null && <span className="mut small"> ± {margin.toFixed(1)}</span>}
        </span>
        {verdict && (
          <span className={verdict === 'better' ? 'tag ok' : verdict === 'worse' ? 'tag stop' : 'small mut'}>
            {t(`simulator.${verdict}`)}
          </span>
        )}
      </span>
      {kind === 'share' && value !== null && (
        <span className="sim-bar" aria-hidden>
          <i style={{ width: `${Math.min(100, value * 100)}%` }} />
        </span>
      )}
    </td>
  );
}
