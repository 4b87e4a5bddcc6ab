import type { RuleSetReport } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { tableWidth } from './table-width.ts';
import { useWritten } from './words.ts';

/** The figures behind the dots, for who wants to know whose they are. */
export function EachAgent({ names, sets }: { names: readonly string[]; sets: readonly RuleSetReport[] }) {
  const { t } = useTranslation();
  const written = useWritten();
  const agents = sets[0]?.agents ?? [];
  if (agents.length === 0) return null;
  return (
    <details className="sim-gap">
      <summary>{t('simulator.each.title', { count: agents.length })}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways and has to be reachable by keyboard */}
      <section className="table-box sim-gap" tabIndex={0} aria-label={t('simulator.each.label')}>
        <table className="sim-table" style={{ minWidth: tableWidth(names.length) }}>
          <thead>
            <tr>
              <th scope="col">{t('simulator.each.agent')}</th>
              {names.map((name, index) => (
                <th scope="col" key={name}>
                  <span className={`sim-key sim-key-${index}`} aria-hidden />
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {agents.map((agent, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: agents may share a name, and their order is fixed
              <tr key={at}>
                <th scope="row">{agent.name}</th>
                {sets.map((set, index) => (
                  <td key={names[index]} className="num">
                    {written(set.agents[at]?.occupancy ?? null, 'share')}
                    <span className="mut small">
                      {' '}
                      {t('simulator.each.served', { count: set.agents[at]?.served ?? 0 })}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
