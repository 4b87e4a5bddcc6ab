import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../packages/protocol/src/errors.ts';
import { pages, stateMachinesPage } from './gen-docs.ts';
import { root } from './progress.mjs';

test.each(Object.entries(pages))('%s is what the code says (node scripts/gen-docs.ts writes it)', (file, page) => {
  expect(readFileSync(join(root, file), 'utf8')).toBe(page());
});

test('every transition table of the server is in the docs', () => {
  const files = globSync('apps/server/src/modules/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && /: TransitionTable</.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) expect(stateMachinesPage()).toContain(`From \`${file}\``);
});

test('every error code is in the docs', () => {
  const text = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  for (const code of errorCodes) expect(text).toContain(`| \`${code}\` |`);
});
