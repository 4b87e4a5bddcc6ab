/** A report as a table for a spreadsheet: a line per rule set and group. Shares are 0 to 1, waits are seconds. */
import type { SimulatedFigures, SimulationReport } from '@visavis/protocol';

const columns = [
  ...['contacts', 'served', 'abandoned', 'overflowed', 'expired', 'unfinished', 'callbacks'],
  ...['meanWait', 'meanWaitError', 'medianWait', 'p90Wait', 'p95Wait', 'maxWait'],
  ...['inTarget', 'inTargetError', 'sameAgent', 'meanLevel'],
] as readonly (keyof SimulatedFigures)[];

/** Quoted where it has to be; a name that a spreadsheet would take for a formula is one no more. */
const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 1e6) / 1e6);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const line = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

export const csvOf = (report: SimulationReport, names: readonly string[]): string => {
  const head = ['ruleSet', 'group', 'targetSeconds', ...columns, 'occupancy', 'leastBusy', 'mostBusy', 'evenness'];
  const figures = (one: SimulatedFigures) => columns.map((column) => one[column]);
  const lines = report.ruleSets.flatMap(({ all, groups, occupancy, fairness }, index) => {
    const name = names[index] ?? '';
    const work = [occupancy.mean, occupancy.least, occupancy.most, fairness];
    return [
      line([name, '', report.targetSeconds, ...figures(all), ...work]),
      ...groups.map((group) => line([name, group.name, report.targetSeconds, ...figures(group)])),
    ];
  });
  // With the mark by which spreadsheets know UTF-8.
  return `\uFEFF${line(head)}${lines.join('')}`;
};
