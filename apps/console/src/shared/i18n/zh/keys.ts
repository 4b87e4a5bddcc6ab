import type { Part } from '../en/index.ts';
import type { keys as en } from '../en/keys.ts';

export const keys: Part<typeof en> = {
  apiKey: {
    title: 'API 密钥',
    lead: '供不登录而使用 REST API 的系统使用。密钥以创建者的身份行事，账号停用后随之失效。',
    none: '还没有密钥。',
    make: '创建密钥',
    key: '密钥',
    name: '名称',
    nameText: '由什么系统使用，例如“CRM”。',
    role: '角色',
    roleText: '最多可以做什么；不会超过创建者本人。',
    madeBy: '创建者',
    used: '上次使用',
    never: '从未',
    state: '状态',
    revoke: '吊销',
    revoked: '已吊销',
    revokedBy: '{{name}}，{{when}}',
    revokeTitle: '吊销“{{name}}”？',
    revokeText: '使用此密钥的系统从此刻起将被拒绝，且无法撤销；如有需要请另建新密钥。',
  },
  secret: {
    once: '请立即复制：它不会保存在任何地方，也不会再次显示。',
    copy: '复制',
    copied: '已复制',
    done: '我已保存',
  },
};
