/** A report for a terminal: the rule sets side by side. */
import type { RuleSetReport, SimulatedFigures, SimulationReport } from '@visavis/protocol';

type Row = readonly [label: string, of: (report: RuleSetReport) => string];

const seconds = (value: number | null): string =>
  value === null
    ? '–'
    : value < 60
      ? `${value.toFixed(1)} s`
      : `${Math.floor(value / 60)}:${String(Math.round(value % 60)).padStart(2, '0')} min`;
const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
const count = (value: number): string => value.toLocaleString('en');
const part = (value: number, all: number): string => `${count(value)} (${percent(all === 0 ? null : value / all)})`;

const rowsOf = (targetSeconds: number, pick: (report: RuleSetReport) => SimulatedFigures): Row[] => [
  ['Contacts', (report) => count(pick(report).contacts)],
  ['Answered', (report) => part(pick(report).served, pick(report).contacts)],
  ['Gave up', (report) => part(pick(report).abandoned, pick(report).contacts)],
  ['Took a callback', (report) => part(pick(report).callbacks, pick(report).contacts)],
  [
    'Mean wait',
    (report) => {
      const { meanWait, meanWaitError } = pick(report);
      return seconds(meanWait) + (meanWaitError === null ? '' : ` ± ${meanWaitError.toFixed(1)}`);
    },
  ],
  ['Half waited at most', (report) => seconds(pick(report).medianWait)],
  ['9 in 10 waited at most', (report) => seconds(pick(report).p90Wait)],
  ['Longest wait', (report) => seconds(pick(report).maxWait)],
  [`Answered in ${targetSeconds} s`, (report) => percent(pick(report).inTarget)],
  ['Same agent as last time', (report) => percent(pick(report).sameAgent)],
  ['Mean skill level', (report) => pick(report).meanLevel?.toFixed(2) ?? '–'],
];

const table = (title: string, reports: readonly RuleSetReport[], rows: readonly Row[]): string => {
  const cells = rows.map(([label, of]) => [label, ...reports.map(of)]);
  const lines = [[title, ...reports.map(({ name }) => name)], ...cells];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const written = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   '),
  );
  return [written[0], '─'.repeat(written[0]?.length ?? 0), ...written.slice(1)].join('\n');
};

export const writeReport = (name: string, report: SimulationReport): string => {
  const { ruleSets, targetSeconds, hours, agents } = report;
  const work: Row[] = [
    ['Agents in contact', ({ occupancy }) => percent(occupancy.mean)],
    ['least and most busy', ({ occupancy }) => `${percent(occupancy.least)} … ${percent(occupancy.most)}`],
    ['Evenness of work (1 is even)', ({ fairness }) => fairness.toFixed(3)],
  ];
  const groups = ruleSets[0]?.groups ?? [];
  return [
    `${name}\n${count(hours)} hours, ${count(agents)} agents; every rule set saw the very same contacts.`,
    table('All', ruleSets, [...rowsOf(targetSeconds, ({ all }) => all), ...work]),
    ...(groups.length < 2
      ? []
      : groups.map(({ id, name: group }) =>
          table(
            group,
            ruleSets,
            rowsOf(targetSeconds, (one) => one.groups.find((each) => each.id === id) ?? one.all),
          ),
        )),
  ].join('\n\n');
};
