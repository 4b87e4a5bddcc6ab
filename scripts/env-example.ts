// Makes `.env.example` from the one schema of the environment, so that the two cannot disagree.
// After a change in apps/server/src/config.ts:  node scripts/env-example.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { environment } from '../apps/server/src/config.ts';
import { root } from './progress.mjs';

interface Setting {
  readonly description?: string;
  readonly default?: unknown;
}

const header = `# Settings of Visavis. None is needed: every line shows its default, or an empty value where there is none.
# Copy to .env and take away the # of what you change; \`npm start\` reads it. Unknown VISAVIS_ names are refused.
`;

export function envExample(): string {
  const schema = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' });
  const settings = Object.entries((schema.properties ?? {}) as Record<string, Setting>);
  const lines = settings.map(([name, { description, default: value }]) => {
    const shown = value === false ? 'no' : value === true ? 'yes' : String(value ?? '');
    return `\n# ${description}\n#${name}=${shown}\n`;
  });
  return header + lines.join('');
}

if (import.meta.main) writeFileSync(join(root, '.env.example'), envExample());
