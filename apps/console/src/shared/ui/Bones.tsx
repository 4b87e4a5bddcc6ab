import { useTranslation } from 'react-i18next';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Skeletons keep the real layout's measures so that nothing jumps when the data comes. */
export function RowBones({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <div className="rows" role="status" aria-label={t('state.loading')}>
      {upTo(count).map((index) => (
        <div className="row" key={index}>
          <span className="bone round" style={{ width: 32, height: 32, gridRow: 'span 3' }} />
          <span className="bone" style={{ width: `${52 - (index % 3) * 8}%`, marginBlock: 4 }} />
          <span className="bone" style={{ width: `${86 - (index % 4) * 9}%`, marginBlock: 3 }} />
        </div>
      ))}
    </div>
  );
}

export function TimelineBones() {
  const { t } = useTranslation();
  return (
    <ol className="tl" role="status" aria-label={t('state.loading')}>
      {[64, 42, 78, 30].map((width) => (
        <li key={width}>
          <span className="bone" style={{ marginTop: 6 }} />
          <span className="bone round" style={{ width: 24, height: 24 }} />
          <div>
            <span className="bone" style={{ width: 110, marginTop: 6 }} />
            <span className="bone" style={{ width: `${width}%`, marginTop: 10 }} />
          </div>
        </li>
      ))}
    </ol>
  );
}

export function TableBones({ rows, columns }: { rows: number; columns: number }) {
  const { t } = useTranslation();
  return (
    <div className="table-box" role="status" aria-label={t('state.loading')}>
      {upTo(rows).map((row) => (
        <div
          key={row}
          style={{ display: 'grid', gridTemplateColumns: `repeat(${columns}, 1fr)`, gap: 24, padding: '15px 12px' }}
        >
          {upTo(columns).map((column) => (
            <span className="bone" key={column} style={{ width: `${80 - ((row + column) % 3) * 18}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}
