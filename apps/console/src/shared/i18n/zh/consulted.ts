import type { consulted as english } from '../en/consulted.ts';
import type { Part } from '../en/index.ts';

export const consulted: Part<typeof english> = {
  consulted: {
    title: '同事向您请教',
    by: '来自{{name}}',
    of: '{{name}}就{{visitor}}向您请教',
    short: '请教',
    over: '{{name}}已结束关于{{visitor}}的商议。',
  },
};
