/** The organisation a first start finds: small, believable, in both languages. */
import type { CreateAgent, CreateChannel, CreateSkillGroup } from '@visavis/protocol';

type GroupKey = 'everyday' | 'mortgages';
export interface DemoAgent extends Omit<CreateAgent, 'password' | 'groups'> {
  readonly groups: Partial<Record<GroupKey, number>>;
}

export const demoGroups: Readonly<Record<GroupKey, Omit<CreateSkillGroup, 'members'>>> = {
  everyday: { name: 'Everyday banking', strategy: 'least_loaded', defaultCapacity: null },
  mortgages: { name: 'Mortgages', strategy: 'longest_idle', defaultCapacity: null },
};

export const demoAgents: readonly DemoAgent[] = [
  {
    email: 'admin@demo.visavis',
    displayName: 'Admin',
    role: 'administrator',
    language: 'en',
    capacity: null,
    groups: {},
  },
  {
    email: 'marta@demo.visavis',
    displayName: 'Marta Silva',
    role: 'supervisor',
    language: 'en',
    capacity: null,
    groups: {},
  },
  {
    email: 'grace@demo.visavis',
    displayName: 'Grace Tan',
    role: 'agent',
    language: 'en',
    capacity: null,
    groups: { everyday: 4, mortgages: 5 },
  },
  {
    email: 'jun@demo.visavis',
    displayName: 'He Jun',
    role: 'agent',
    language: 'zh',
    capacity: null,
    groups: { everyday: 5, mortgages: 3 },
  },
];

const brand = { en: 'Harbour Bank', zh: '海港银行' };
const common = {
  brand,
  themeColor: '#0b6b57',
  allowedOrigins: [],
  media: ['text', 'voice', 'video'] as CreateChannel['media'],
  recording: 'ask',
  enabled: true,
} as const;

export const demoChannels: readonly (Omit<CreateChannel, 'groupId'> & { readonly group: GroupKey })[] = [
  {
    ...common,
    allowedOrigins: [],
    key: 'demo',
    name: 'Bank website',
    group: 'everyday',
    greeting: {
      en: 'Good to see you. Ask us anything about your accounts, cards and payments.',
      zh: '您好！账户、银行卡、转账，有任何问题都可以问我们。',
    },
  },
  {
    ...common,
    allowedOrigins: [],
    key: 'h5',
    name: 'Phone page',
    group: 'everyday',
    greeting: {
      en: 'We are here to help. Nothing to install, no account needed.',
      zh: '我们随时为您服务，无需安装，无需注册。',
    },
  },
  {
    ...common,
    allowedOrigins: [],
    key: 'mortgages',
    name: 'Mortgages',
    group: 'mortgages',
    greeting: {
      en: 'Talk to a mortgage adviser face to face, wherever you are.',
      zh: '无论身在何处，都能与房贷顾问面对面交谈。',
    },
  },
];
