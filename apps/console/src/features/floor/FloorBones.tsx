import { useTranslation } from 'react-i18next';

/** Keeps the measures of the board so that nothing jumps when it comes. */
export function FloorBones() {
  const { t } = useTranslation();
  return (
    <div className="board" role="status" aria-label={t('state.loading')}>
      <div className="heads">
        {[1, 2, 3, 4].map((head) => (
          <div key={head}>
            <span className="bone" style={{ width: 110, height: 16, marginBlock: 4 }} />
            <span className="bone" style={{ width: 120, height: 64, marginBlock: 8 }} />
            <span className="bone" style={{ width: 90, marginBlock: 8 }} />
          </div>
        ))}
      </div>
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="bone-row">
          <span className="bone" style={{ width: `${38 - (row % 3) * 7}%`, height: 20 }} />
        </div>
      ))}
    </div>
  );
}
