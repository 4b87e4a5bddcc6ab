import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment, loadConfig } from '../apps/server/src/config.ts';
import { envExample } from './env-example.ts';
import { root } from './progress.mjs';

const file = readFileSync(join(root, '.env.example'), 'utf8');

test('.env.example is what the schema says (node scripts/env-example.ts writes it)', () => {
  expect(file).toBe(envExample());
});

test('.env.example names every setting, each with a description, and its values are accepted', () => {
  for (const name of Object.keys(environment.shape)) expect(file).toContain(`#${name}=`);
  expect(file).not.toContain('# undefined');
  const values = [...file.matchAll(/^#(VISAVIS_\w+)=(.*)$/gm)].map((match) => [match[1], match[2]] as const);
  expect(loadConfig(Object.fromEntries(values))).toEqual(loadConfig({}));
});
