import type { alarm as englishAlarm, alarmParts as englishParts } from '../en/alarm.ts';
import type { Part } from '../en/index.ts';

export const alarmParts: Part<typeof englishParts> = {
  alarms: '告警',
  alarmSound: '声音',
  noAlarms: '没有超过任何告警阈值。',
  alarm: {
    somebody: '一位访客',
    since: '自 {{time}} 起。',
    over: '{{group}}已恢复到阈值以内',
    waiting: { title: '{{group}}有 {{value}} 人排队', text: '阈值为 {{threshold}} 人。' },
    longest_wait: { title: '{{who}}在{{group}}已等待 {{waited}}', text: '阈值为 {{threshold}}。' },
    service_level: { title: '{{group}}今日及时率 {{value}}%', text: '阈值为 {{threshold}}%。' },
    agents_free: { title: '{{group}}空闲 {{value}} 人', text: '至少应有 {{threshold}} 人。' },
    agent_not_responding: { title: '{{agent}}未响应', text: '连续两次未应答，已停止呼叫。' },
  },
};
export const alarm: Part<typeof englishAlarm> = {
  webhook: {
    title: '通过 Webhook 告警',
    lead: '现场的每个告警在发生和解除时也会发送到该地址。',
    url: '地址',
    key: '密钥',
    keyText: '用于签名（Standard Webhooks）。保存前请复制到接收方，之后不再显示。',
    keyStays: '不填写则保留现有密钥；密钥不会显示。',
    newKey: '生成新密钥',
    test: '发送测试',
    remove: '停止发送',
    deliveries: '发送记录',
    none: '还没有发送过。',
    when: '时间',
    what: '内容',
    outcome: '结果',
    attempts: '次数',
    states: { pending: '进行中', delivered: '已送达', failed: '已放弃' },
  },
  groupFloor: {
    serviceLevel: '服务水平',
    targetSeconds: '接起时限（秒）',
    promisedPercent: '目标（百分比）',
    allowPick: '坐席可自行接入排队访客',
    thresholds: '告警阈值，留空表示不告警',
    maxWaiting: '排队人数超过',
    maxWaitSeconds: '等待时间超过（秒）',
    minServiceLevelPercent: '当日服务水平低于（百分比）',
    minAgentsFree: '空闲坐席少于',
  },
};
