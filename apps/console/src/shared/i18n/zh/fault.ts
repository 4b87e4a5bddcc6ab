import type { fault as english } from '../en/fault.ts';
import type { Part } from '../en/index.ts';

export const fault: Part<typeof english> = {
  fault: {
    needed: '请填写“{{field}}”。',
    number: '请在“{{field}}”中输入整数。',
    tooShort: '请在“{{field}}”中输入至少 {{minimum}} 个字符。',
    tooLong: '请将“{{field}}”缩短到 {{maximum}} 个字符以内。',
    tooSmall: '请在“{{field}}”中输入不小于 {{minimum}} 的数。',
    tooBig: '请在“{{field}}”中输入不大于 {{maximum}} 的数。',
    chooseOne: '请在“{{field}}”中至少选择一项。',
    tooFew: '请在“{{field}}”中至少选择 {{minimum}} 项。',
    tooMany: '请在“{{field}}”中最多选择 {{maximum}} 项。',
    email: '请在“{{field}}”中输入如 name@example.com 的邮箱地址。',
    address: '请在“{{field}}”中输入如 https://example.com 的完整地址。',
    check: '“{{field}}”目前无法使用，请检查。',
    unnamed: '此项目前无法使用，请检查。',
  },
};
