import type { Part } from '../en/index.ts';
import type { joined as english } from '../en/joined.ts';

export const joined: Part<typeof english> = { joined: { comma: '，', list: '、' } };
