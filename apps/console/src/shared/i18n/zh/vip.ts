import type { Part } from '../en/index.ts';
import type { vip as english } from '../en/vip.ts';

export const vip: Part<typeof english> = {
  vip: {
    badge: 'VIP {{level}}',
    title: 'VIP {{level}} 级（最高 9 级）',
  },
};
