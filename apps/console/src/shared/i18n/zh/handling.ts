import type { handling as english } from '../en/handling.ts';
import type { Part } from '../en/index.ts';

export const handling: Part<typeof english> = {
  handling: {
    title: '振铃与话后处理',
    ring: '振铃时长（秒）',
    wrap: '话后处理（秒）',
    ringOf: '{{medium}}：振铃时长（秒）',
    wrapOf: '{{medium}}：话后处理（秒）',
    hint: '振铃（5 到 300 秒）后转给下一位。话后处理（0 到 3600 秒）是下一个来访之前写备注、选结果的时间，0 表示没有。',
    autoAccept: '文字会话直接接入',
    autoAcceptHint: '文字不振铃，分配给谁就由谁接待。',
    needDisposition: '必须选择处理结果',
    needDispositionHint: '说明如何结束之后才能关闭会话。',
    noEndingYet: '此技能组还没有可选的处理结果，会话仍可直接关闭。请在“处理结果与小休”中添加。',
  },
  decline: {
    more: '说明原因并拒接{{name}}',
    title: '为什么拒接？',
    note: '请说明',
    send: '确认拒接',
    reasons: {
      busy_elsewhere: '正在服务其他人',
      not_my_subject: '不属于我的业务',
      language: '语言不通',
      technical: '设备或系统有问题',
      other: '其他原因',
    },
    write: '其他原因…',
  },
};
