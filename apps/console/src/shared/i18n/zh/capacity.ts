import type { capacity as english } from '../en/capacity.ts';
import type { Part } from '../en/index.ts';

export const capacity: Part<typeof english> = {
  capacity: {
    title: '同时处理量',
    own: '在此单独设置',
    ofPerson: '关闭时按所在技能组的设置；都没有则为 5 个文字会话和 1 个通话。',
    ofGroup: '用于没有单独设置的成员。关闭时为 5 个文字会话和 1 个通话。',
    units: '总份额',
    unitsHint: '坐席手上的全部工作合计不超过此数，1 到 100。',
    limit: '同时数量',
    weight: '每个占份额',
    exclusive: '进行时不再接新的',
    limitOf: '{{medium}}：同时数量',
    weightOf: '{{medium}}：每个占份额',
    exclusiveOf: '{{medium}}：进行时不再接新的',
    byDefault: '默认',
    calls: '通话一次一个。',
  },
};
