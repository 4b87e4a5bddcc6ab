import { Mark, RowBones, TimelineBones } from '../shared/ui/index.ts';

/** The frame while nothing is known yet: the real layout, empty. */
export function FrameBones() {
  return (
    <div className="frame">
      <header className="top">
        <span className="mark">
          <Mark />
          Visavis
        </span>
      </header>
      <div />
      <main className="body">
        <div className="three two work at-list">
          <div className="pane list-pane" style={{ paddingTop: 44 }}>
            <RowBones count={6} />
          </div>
          <div className="pane mid-pane">
            <TimelineBones />
          </div>
        </div>
      </main>
    </div>
  );
}
