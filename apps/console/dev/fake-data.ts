import { newUuid } from '@visavis/client';
import {
  type Agent,
  type AgentSnapshot,
  type Call,
  type Channel,
  type Conversation,
  defaultCapacity,
  defaultHandling,
  type Message,
  type MessageBody,
  type Offer,
  type QueueEntry,
  type RoutingReason,
  type SkillGroup,
} from '@visavis/protocol';

/** Believable data for looking at the console without a server. */
const now = Date.now();
export const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
export const as = <T>(value: unknown): T => value as T;

export const ids = {
  me: newUuid(),
  yang: newUuid(),
  marta: newUuid(),
  lin: newUuid(),
  oliver: newUuid(),
  zhao: newUuid(),
};
const retail = newUuid();
const payments = newUuid();
const mobile = newUuid();

const person = (id: string, displayName: string, email: string, role: string, disabledAt: string | null = null) =>
  as<Agent>({
    id,
    email,
    displayName,
    role,
    language: 'en',
    capacity: null,
    groups: [{ groupId: retail, level: 3 }],
    demo: true,
    disabledAt,
    createdAt: ago(9e6),
    version: 1,
  });
export const me = person(ids.me, 'Grace Tan 陈佩雯', 'grace@visavis.example', 'administrator');
export const agents: Agent[] = [
  me,
  person(ids.yang, 'Liu Yang', 'liu.yang@visavis.example', 'agent'),
  person(ids.marta, 'Marta Silva', 'marta@visavis.example', 'supervisor'),
  person(newUuid(), 'He Jun', 'he.jun@visavis.example', 'agent', ago(3600)),
];
const member = (agent: Agent, level: number) => ({ agentId: agent.id, displayName: agent.displayName, level });
export const groups: SkillGroup[] = as([
  {
    id: retail,
    name: 'Retail banking',
    strategy: 'least_loaded',
    ...defaultHandling,
    members: agents.map((agent, index) => member(agent, 2 + (index % 3))),
    createdAt: ago(9e6),
    version: 1,
  },
  {
    id: payments,
    name: 'Payments',
    strategy: 'longest_idle',
    ...defaultHandling,
    members: [member(me, 4)],
    createdAt: ago(9e6),
    version: 1,
  },
]);
const channel = (id: string, key: string, name: string, en: string, zh: string, enabled = true) => ({
  id,
  key,
  name,
  brand: { en, zh },
  greeting: { en: 'How can we help you?', zh: '请问有什么可以帮您？' },
  themeColor: enabled ? '#0b6b57' : '#c98b1d',
  allowedOrigins: ['https://www.bank.example'],
  media: enabled ? ['text', 'voice', 'video'] : ['text'],
  groupId: retail,
  recording: enabled ? 'ask' : 'off',
  enabled,
  createdAt: ago(9e6),
  version: 1,
});
export const channels: Channel[] = as([
  channel(mobile, 'mobile', 'Mobile app', 'Harbour Bank', '海港银行'),
  channel(newUuid(), 'website', 'Website', 'Harbour Bank', '海港银行'),
  channel(newUuid(), 'branch', 'Branch kiosk', 'Harbour Bank branch', '海港银行网点', false),
]);

const marks = { visitorDeliveredSeq: 5, visitorReadSeq: 5, agentDeliveredSeq: 99, agentReadSeq: 8 };
const conversation = (id: string, displayName: string | null, over: Partial<Record<keyof Conversation, unknown>>) =>
  as<Conversation>({
    id,
    state: 'active',
    medium: 'text',
    channel: { id: mobile, name: 'Mobile app' },
    visitor: {
      id: `${id.slice(0, -4)}4a2f`,
      displayName,
      vipLevel: displayName?.startsWith('L') ? 6 : 0,
      language: 'en',
      device: 'Safari on iPhone',
    },
    visitorOnline: true,
    agent: { id: ids.me, displayName: me.displayName },
    lastSeq: 9,
    lastMessageAt: ago(20),
    preview: '',
    marks,
    recordingConsent: 'given',
    createdAt: ago(560),
    assignedAt: ago(555),
    closedAt: null,
    closeReason: null,
    note: null,
    version: 1,
    ...over,
  });
export const conversations: Conversation[] = [
  conversation(ids.lin, 'Lin Meiling 林美玲', {}),
  conversation(ids.oliver, 'Oliver Hartmann', {
    lastSeq: 2,
    marks: { ...marks, agentReadSeq: 0 },
    lastMessageAt: ago(80),
    recordingConsent: null,
  }),
  conversation(ids.zhao, null, { lastSeq: 2, lastMessageAt: ago(400), visitorOnline: false }),
];
export const history: Conversation[] = [
  conversation(newUuid(), 'Lin Meiling 林美玲', {
    state: 'closed',
    medium: 'video',
    createdAt: ago(1.1e6),
    agent: { id: ids.yang, displayName: 'Liu Yang' },
  }),
  conversation(newUuid(), 'Lin Meiling 林美玲', { state: 'closed', createdAt: ago(8e6) }),
].map((other) => ({ ...other, visitor: { ...other.visitor, id: conversations[0]?.visitor.id ?? other.visitor.id } }));

export const callId = newUuid();
export const recordingId = newUuid();
export const visitorParticipant = newUuid();

type Line = readonly ['visitor' | 'agent' | 'system', unknown, number];
const text = (words: string) => ({ kind: 'text', text: words });
const event = (name: string, more: object = {}) => ({ kind: 'event', event: { name, ...more } });
const callEvent = { callId, kind: 'video', reason: 'hung_up', durationMs: 372_000, recordingId };
const lines: Record<string, readonly Line[]> = {
  [ids.lin]: [
    ['system', event('conversation_started', { medium: 'text' }), 90_560],
    [
      'visitor',
      text(
        'Hello, I need to send ¥480,000 to my sister for her flat. The app stopped me and says someone has to see me first.',
      ),
      555,
    ],
    ['system', event('agent_joined', { agentId: ids.me, displayName: me.displayName }), 550],
    [
      'agent',
      text(
        'Good afternoon, Ms Lin. For a first transfer this large I need to see you and your identity card. It takes about five minutes. Is now a good time?',
      ),
      500,
    ],
    ['system', event('call_started', { callId, kind: 'video' }), 480],
    [
      'visitor',
      {
        kind: 'file',
        caption: null,
        file: {
          id: newUuid(),
          name: 'Proof of income.pdf',
          contentType: 'application/pdf',
          sizeBytes: 310_220,
          width: null,
          height: null,
        },
      },
      300,
    ],
    ['agent', text('Thank you, I have it. 收到了，谢谢。'), 280],
    ['system', event('call_ended', callEvent), 108],
    [
      'visitor',
      text(
        'It has arrived, thank you! One more thing: could you also raise my daily limit to ¥500,000 this week? My lawyer needs the rest on Thursday.',
      ),
      20,
    ],
  ],
  [ids.oliver]: [
    ['visitor', text('Hi'), 90],
    ['visitor', text('I can see the fee, but I don’t understand it'), 80],
  ],
  [ids.zhao]: [
    ['visitor', text('我可以先上传工资证明吗？'), 420],
    ['agent', text('可以的，请点“文件”上传。'), 400],
  ],
};
export function messagesOf(conversationId: string): Message[] {
  return (lines[conversationId] ?? []).map(([by, body, seconds], index) =>
    as<Message>({
      id: newUuid(),
      conversationId,
      seq: index + 1,
      clientMsgId: null,
      author: by === 'agent' ? { kind: by, agentId: ids.me, displayName: me.displayName } : { kind: by },
      body: body as MessageBody,
      createdAt: ago(seconds),
    }),
  );
}

const entry = (
  name: string | null,
  medium: string,
  preview: string,
  seconds: number,
  position: number,
  state = 'waiting',
) =>
  as<QueueEntry>({
    id: newUuid(),
    conversationId: newUuid(),
    groupId: retail,
    groupName: position % 2 ? 'Retail banking' : 'Payments',
    allowPick: position === 4,
    visitorId: newUuid(),
    visitorName: name,
    vipLevel: position === 2 ? 3 : 0,
    channelName: 'Mobile app',
    language: 'zh',
    medium,
    priority: 0,
    state,
    ringing: state === 'ringing' ? { agentId: ids.yang, agentName: 'Liu Yang', since: ago(7) } : null,
    askedAll: null,
    preview,
    enqueuedAt: ago(seconds),
    waitingSince: ago(seconds),
    position,
    callback: null,
  });
export const queue: QueueEntry[] = [
  entry('Wang Jianguo 王建国', 'video', 'Home loan, signing', 252, 1),
  entry('Chen Yulan 陈玉兰', 'video', '基金销售双录', 108, 2, 'ringing'),
  entry('Priya Nair', 'voice', '', 91, 3),
  entry('Sofia Marchetti', 'text', 'Opening a student account', 22, 4),
];

const considered = [
  { agentId: ids.me, displayName: me.displayName, verdict: 'chosen', freePlaces: 4, capacity: 5, idleMs: 4000 },
  { agentId: ids.yang, displayName: 'Liu Yang', verdict: 'eligible', freePlaces: 2, capacity: 5, idleMs: 100 },
  { agentId: ids.marta, displayName: 'Marta Silva', verdict: 'in_call', freePlaces: 3, capacity: 5, idleMs: null },
  { agentId: newUuid(), displayName: 'He Jun', verdict: 'offline', freePlaces: 0, capacity: 5, idleMs: null },
];
export const reason = as<RoutingReason>({
  rule: 'Mobile app',
  stage: 1,
  stageKind: 'skill_group',
  groupName: 'Retail banking',
  strategy: 'least_loaded',
  ruleVersion: 3,
  random: null,
  minLevel: null,
  assignedBy: null,
  passed: [],
  onlyOne: null,
  askedBefore: null,
  considered,
});
export const offer = (): Offer =>
  as<Offer>({
    id: newUuid(),
    conversationId: newUuid(),
    agentId: ids.me,
    state: 'ringing',
    medium: 'video',
    visitorId: newUuid(),
    visitorName: 'Chen Yulan 陈玉兰',
    vipLevel: 9,
    channelName: 'Mobile app',
    groupName: 'Retail banking',
    language: 'zh',
    preview: '',
    enqueuedAt: new Date(Date.now() - 108_000).toISOString(),
    waitingSince: new Date(Date.now() - 108_000).toISOString(),
    offeredAt: new Date(Date.now() - 6_000).toISOString(),
    expiresAt: new Date(Date.now() + 14_000).toISOString(),
    reason,
    callback: null,
  });

export const call = (state: Call['state'] = 'live', kind: Call['kind'] = 'video'): Call =>
  as<Call>({
    id: callId,
    conversationId: ids.lin,
    kind,
    state,
    startedBy: 'agent',
    ringing: state === 'ringing' ? 'visitor' : null,
    ringUntil: null,
    participants: [
      {
        id: visitorParticipant,
        side: 'visitor',
        agentId: null,
        displayName: null,
        state: 'joined',
        microphone: true,
        camera: kind === 'video',
      },
      {
        id: newUuid(),
        side: 'agent',
        agentId: ids.me,
        displayName: me.displayName,
        state: 'joined',
        microphone: true,
        camera: true,
      },
    ],
    mediaEpoch: 1,
    recordingId,
    recording: true,
    startedAt: ago(380),
    liveAt: state === 'live' ? ago(372) : null,
    endedAt: null,
    endReason: null,
    version: 2,
  });

export const snapshot = (): AgentSnapshot =>
  as<AgentSnapshot>({
    presence: {
      agentId: ids.me,
      displayName: me.displayName,
      state: 'online',
      since: ago(134),
      reason: null,
      until: null,
      next: null,
      loads: { text: 3, voice: 0, video: 0 },
      capacity: defaultCapacity,
      version: 1,
    },
    conversations,
    queue,
    offers: [],
    calls: [],
    transfers: [],
    wrapUps: [],
  });
