import type { earlier as en } from '../en/earlier.ts';
import type { Part } from '../en/index.ts';

export const earlier: Part<typeof en> = {
  earlier: {
    title: '历史联系',
    empty: '这是该访客的首次联系。',
    emptyOther: '该访客没有其他已结束的联系。',
    over: '仅在您接待该访客或同事向您请教期间显示。',
    with: '{{medium}}，{{name}}',
    nobody: '{{medium}}，无人接待',
    next: '{{before}}，后转{{next}}',
    until: '仅显示您接待此联系期间（截至 {{moment}}）已结束的联系。',
    emptyThen: '当时没有历史联系。',
    all: '显示全部 {{count}} 条',
  },
};
