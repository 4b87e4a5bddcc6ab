import type { Part } from '../en/index.ts';
import type { naming as english } from '../en/naming.ts';

export const naming: Part<typeof english> = {
  naming: {
    give: '填写姓名',
    giveTo: '给{{name}}填写姓名',
    changeOf: '修改{{name}}的姓名',
    change: '修改姓名',
    label: '访客姓名',
    hint: '仅您和同事可见，不会告诉访客。',
    save: '保存',
    cancel: '取消',
  },
};
