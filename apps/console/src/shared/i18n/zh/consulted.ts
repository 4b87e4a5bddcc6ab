import type { consulted as english } from '../en/consulted.ts';
import type { Part } from '../en/index.ts';

export const consulted: Part<typeof english> = {
  consulted: {
    title: '同事向您请教',
    by: '来自{{name}}',
    of: '{{name}}就{{visitor}}向您请教',
    short: '请教',
    over: '与{{name}}关于{{visitor}}的商议已结束。',
    takenBack: '{{name}}已收回{{visitor}}，不再向您请教。',
    closed: '{{visitor}}的会话已结束，与{{name}}的商议也随之结束。',
    pulledBack: '{{by}}已从您这里收回{{visitor}}，访客重新排队。',
  },
};
