import type { WaitOption } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { optionFaults } from './option-faults.ts';

const address = (to: string, en = 'Ring us', zh = '拨打'): WaitOption => ({
  kind: 'address',
  address: to,
  label: { en, zh },
});

describe('an option of the visitor', () => {
  it.each<[string, WaitOption, object]>([
    ['a callback needs nothing more', { kind: 'callback' }, {}],
    ['a number with its words is whole', address('tel:+448081570199'), {}],
    ['the scheme alone', address('tel:'), { address: 'addressMissing' }],
    ['nothing', address(''), { address: 'addressMissing' }],
    ['a number without a scheme', address('0808 157 0199'), { address: 'addressWrong' }],
    ['an insecure page', address('http://bank.example'), { address: 'addressWrong' }],
    ['no words', address('tel:1', ' ', ''), { 'label.en': 'addressLabelMissing', 'label.zh': 'addressLabelMissing' }],
    ['too many words', address('tel:1', 'x'.repeat(81)), { 'label.en': 'addressLabelLong' }],
  ])('%s', (_, option, faults) => {
    expect(optionFaults(option)).toEqual(faults);
  });
});
