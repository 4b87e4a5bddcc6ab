import type { Part } from '../en/index.ts';
import type { limits as english } from '../en/limits.ts';

export const limits: Part<typeof english> = {
  limits: {
    title: '等候过长时',
    none: '不限',
    maxWaiting: '最多等候人数',
    maxWaitingHint: '人数已满时，新来的访客转到溢出的技能组；没有则请其稍后再来。',
    maxWait: '最长等候时间',
    maxWaitHint: '秒。要求回电的访客不受此限制。',
    overflow: '之后',
    overflowHint: '转到另一队列后，已等候的时间仍然计算在内。',
    expire: '告知访客暂时无人可接待',
    to: '转到{{group}}',
    circle: '这会绕成一圈：{{path}}。',
    ramp: '上线后的缓升',
    rampHint: '先接一个文字会话，之后每隔若干秒再加一个。0 表示一次接满。',
    uses: {
      channel: '渠道“{{name}}”指向它。',
      overflow: '技能组“{{name}}”溢出到它。',
      waiting_one: '其中有 {{count}} 位访客在等候。',
      waiting_other: '其中有 {{count}} 位访客在等候。',
      rule: '规则“{{name}}”提到它。',
    },
  },
};
