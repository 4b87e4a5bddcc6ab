import type { Part } from '../en/index.ts';
import type { note as en } from '../en/note.ts';

export const note: Part<typeof en> = {
  note: {
    kind: '写给谁',
    kinds: { message: '消息', note: '备注' },
    shortcut: '按 Alt+N 在消息与备注之间切换',
    word: '内部备注',
    notYours: '您正在旁观。由{{name}}回复访客，您可以用备注与{{name}}沟通。',
    to: '关于{{name}}的内部备注',
    placeholder: '仅同事可见',
    hint: '只有同事能看到，访客看不到。回车添加，Shift+回车换行。',
    hidden: '访客看不到备注',
    add: '添加备注',
  },
};
