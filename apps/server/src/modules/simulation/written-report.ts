/** A report for a terminal, as one would show it to a board: what differs in a sentence, then the figures side by side. */
import {
  type ComparedCell,
  type ComparedRow,
  comparedFigures,
  comparedGroups,
  type RuleSetReport,
  type SimulationReport,
} from '@visavis/protocol';

const seconds = (value: number): string =>
  value < 60
    ? `${value.toFixed(1)} s`
    : `${Math.floor(Math.round(value) / 60)}:${String(Math.round(value) % 60).padStart(2, '0')} min`;
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const count = (value: number): string => value.toLocaleString('en');

const labels = (target: number): Record<ComparedRow['key'], string> => ({
  inTarget: `Answered within ${target} s`,
  gaveUp: 'Gave up',
  meanWait: 'Mean wait',
  medianWait: 'Half wait at most',
  p95Wait: '95 in 100 wait at most',
  waitingStill: 'Still waiting at the end',
  callbacks: 'Took a callback',
  sameAgent: 'Same agent as last time',
  meanLevel: 'Mean skill level',
  occupancy: 'Agents in contact',
  evenness: 'Evenness of work (1 is even)',
});

const figure = (value: number | null, kind: ComparedRow['kind']): string => {
  if (value === null) return '–';
  if (kind === 'share') return percent(value);
  return kind === 'seconds' ? seconds(value) : value.toFixed(2);
};
const margin = ({ value, error }: ComparedCell, kind: ComparedRow['kind']): string =>
  value === null || error === null ? '' : ` ± ${(kind === 'share' ? error * 100 : error).toFixed(1)}`;
const signs = { better: ' ▲ better', worse: ' ▼ worse', same: ' = same' } as const;
const cellOf = (cell: ComparedCell, kind: ComparedRow['kind']): string =>
  figure(cell.value, kind) + margin(cell, kind) + (cell.verdict ? signs[cell.verdict] : '');

/** A table whose columns are as wide as what is in them. */
const table = (head: readonly string[], lines: readonly (readonly string[])[]): string => {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const write = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 3, -3));
  return [write(head), rule, ...lines.map(write)].join('\n');
};

const figures = (title: string, names: readonly string[], rows: readonly ComparedRow[], target: number): string =>
  table(
    [title, ...names],
    rows.map(({ key, kind, cells }) => [labels(target)[key], ...cells.map((cell) => cellOf(cell, kind))]),
  );

const wide = 20;
const bar = (share: number): string => '█'.repeat(Math.round(share * wide)).padEnd(wide, '░');

/** Of all contacts, those answered by then; as far as the curves still rise. */
const answered = (names: readonly string[], sets: readonly RuleSetReport[]): string => {
  const points = sets[0]?.answeredWithin ?? [];
  const last = (set: RuleSetReport): number => set.answeredWithin.at(-1)?.share ?? 0;
  const done = points.findIndex((_, at) =>
    sets.every((set) => last(set) - (set.answeredWithin[at]?.share ?? 0) < 0.002),
  );
  return table(
    ['Answered within', ...names],
    points.slice(0, done + 1).map(({ seconds: second }, at) => [
      second < 60 ? `${second} s` : seconds(second),
      ...sets.map((set) => {
        const share = set.answeredWithin[at]?.share ?? 0;
        return `${bar(share)} ${percent(share)}`;
      }),
    ]),
  );
};

/** How many agents are how busy. */
const busy = (names: readonly string[], sets: readonly RuleSetReport[]): string => {
  const tenthOf = (occupancy: number): number => Math.min(9, Math.floor(occupancy * 10));
  const all = sets.flatMap(({ agents }) => agents.map(({ occupancy }) => tenthOf(occupancy)));
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const tenths = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return table(
    ['Time in contact', ...names],
    tenths.map((tenth) => [
      `${tenth * 10} to ${tenth * 10 + 10} %`,
      ...sets.map(({ agents }) => {
        const many = agents.filter(({ occupancy }) => tenthOf(occupancy) === tenth).length;
        return `${bar(many / Math.max(1, agents.length))} ${count(many)} ${many === 1 ? 'agent' : 'agents'}`;
      }),
    ]),
  );
};

const said = (set: RuleSetReport, base: RuleSetReport | undefined, target: number): string => {
  const answered = base && comparedFigures([base, set]).find(({ key }) => key === 'inTarget');
  const near = answered?.cells[1]?.verdict === 'same' ? 'no clear difference. ' : '';
  const share = ({ all }: RuleSetReport): string => figure(all.inTarget, 'share');
  const wait = ({ all }: RuleSetReport): string => figure(all.p95Wait, 'seconds');
  const instead = (of: (one: RuleSetReport) => string): string => (base ? ` instead of ${of(base)}` : '');
  return `${set.name}: ${near}${share(set)}${instead(share)} answered within ${target} s; 95 in 100 wait at most ${wait(set)}${instead(wait)}.`;
};

export const writeReport = (name: string, report: SimulationReport): string => {
  const { ruleSets, targetSeconds, hours, agents } = report;
  const names = ruleSets.map((set) => set.name);
  const [base, ...others] = ruleSets;
  const groups = comparedGroups(ruleSets);
  return [
    `${name}\n${'═'.repeat(name.length)}`,
    `${count(base?.all.contacts ?? 0)} contacts in ${count(hours)} hours, ${count(agents)} agents. Every rule set served the very same contacts.`,
    (others.length === 0 ? ruleSets : others)
      .map((set) => said(set, others.length === 0 ? undefined : base, targetSeconds))
      .join('\n'),
    figures('All contacts', names, comparedFigures(ruleSets), targetSeconds),
    answered(names, ruleSets),
    busy(names, ruleSets),
    ...(groups.length < 2
      ? []
      : groups.map((group) =>
          figures(`${group.name}, ${count(group.contacts)} contacts`, names, group.rows, targetSeconds),
        )),
    [
      '± is a 99 % interval; better and worse are said against the first rule set, and only beyond it. Answered in time is counted',
      'as on the floor: whoever gave up before the target counts neither way. Assumed: agents answer at once; nobody takes breaks.',
    ].join('\n'),
  ].join('\n\n');
};
