/** What an option still lacks before the contract takes it, by field, to be said while it is typed. */
import { WaitOption } from '@visavis/protocol';

export type OptionFault = 'addressMissing' | 'addressWrong' | 'addressLabelMissing' | 'addressLabelLong';
type Field = 'address' | 'label.en' | 'label.zh';

/** The contract judges; here it is only put in words. */
export function optionFaults(option: WaitOption): Partial<Record<Field, OptionFault>> {
  const faults: Partial<Record<Field, OptionFault>> = {};
  for (const issue of WaitOption.safeParse(option).error?.issues ?? []) {
    const field = issue.path.join('.') as Field;
    faults[field] ??= wordFor(field, issue.code, option);
  }
  return faults;
}

function wordFor(field: Field, code: string, option: WaitOption): OptionFault {
  if (field !== 'address') return code === 'too_big' ? 'addressLabelLong' : 'addressLabelMissing';
  // A scheme alone is not wrong, only not finished.
  const empty = option.kind === 'address' && /^[a-z]*:?(\/\/)?$/.test(option.address);
  return empty ? 'addressMissing' : 'addressWrong';
}
