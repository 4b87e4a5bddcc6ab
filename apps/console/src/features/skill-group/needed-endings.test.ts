import type { Disposition, SkillGroupId } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { hasEndingFor } from './needed-endings.ts';

const ending = (id: string, over: Record<string, unknown> = {}): Disposition =>
  ({
    ...{ id, name: { en: id, zh: id }, parentId: null, groupId: null, retiredAt: null, version: 1 },
    ...over,
  }) as unknown as Disposition;
const cards = 'cards' as SkillGroupId;
const retiredAt = '2026-03-02T10:00:00.000Z';

describe('an ending for a group', () => {
  it('is one of all groups or of its own, not of another', () => {
    expect(hasEndingFor([], cards)).toBe(false);
    expect(hasEndingFor([ending('solved')], cards)).toBe(true);
    expect(hasEndingFor([ending('solved', { groupId: 'cards' })], cards)).toBe(true);
    expect(hasEndingFor([ending('solved', { groupId: 'loans' })], cards)).toBe(false);
    expect(hasEndingFor([ending('solved', { groupId: 'cards' })], null)).toBe(false);
  });
  it('is not retired, nor below a heading that is', () => {
    expect(hasEndingFor([ending('solved', { retiredAt })], cards)).toBe(false);
    expect(hasEndingFor([ending('card', { retiredAt }), ending('lost', { parentId: 'card' })], cards)).toBe(false);
    expect(hasEndingFor([ending('card'), ending('lost', { parentId: 'card' })], cards)).toBe(true);
  });
});
