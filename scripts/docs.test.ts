import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './progress.mjs';

const folder = join(root, 'docs/adr');
const decisions = readdirSync(folder).filter((file) => file.endsWith('.md'));

describe('the decisions in docs/adr', () => {
  test('have numbers without gaps and without doubles', () => {
    const numbers = decisions.map((file) => Number(file.slice(0, 4))).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test.each(decisions)('%s says its status, context, decision, consequences, and how it could be wrong', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${file.slice(0, 4)} `));
    for (const part of [
      'Status:',
      '## Context',
      '## Decision',
      '## Consequences',
      '## How we would know it was wrong',
    ]) {
      expect(text).toContain(part);
    }
  });
});
