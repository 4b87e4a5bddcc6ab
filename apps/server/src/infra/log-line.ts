/** A log line for people who read along in a terminal. Pure. */
const names: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'error' };

/** What pino writes, as one line of words like the rest of the start. What is no such object stays as it is. */
export const readableLine = (json: string): string => {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(json);
  } catch {
    return json;
  }
  const { level, time, msg, reason, err, ...rest } = fields;
  const why = reason ?? (err as { message?: unknown } | undefined)?.message;
  const more = Object.entries(rest).map(([name, value]) => `${name} ${plain(value)}`);
  const words = why === undefined ? plain(msg) : `${plain(msg)}: ${plain(why)}`;
  const clock = typeof time === 'string' ? `${time.slice(11, 19)} ` : '';
  return `  ${clock}${names[Number(level)] ?? 'log'}: ${words}${more.length > 0 ? ` (${more.join(', ')})` : ''}\n`;
};

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
