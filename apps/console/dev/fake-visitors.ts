import { newUuid } from '@visavis/client';
import type {
  AgentId,
  Callback,
  CallbackId,
  DispositionId,
  EarlierContact,
  LeftMessage,
  LeftMessageId,
  OfferId,
  QueueEntryId,
  RoutedEntry,
  SkillGroupId,
  VisitorProfile,
} from '@visavis/protocol';
import { ago, conversations, history, ids, me, reason } from './fake-data.ts';

const [lin, , zhao] = conversations;
if (!lin || !zhao) throw new Error('the made-up conversations are there');
const yang = { agentId: ids.yang as AgentId, displayName: 'Liu Yang' };

const profile: VisitorProfile = {
  ...{ id: lin.visitor.id, channelId: lin.channel.id, displayName: lin.visitor.displayName, namedBy: null },
  ...{ language: 'en', device: lin.visitor.device, externalId: 'customer-20931', vipLevel: 6 },
  attributes: { manager: 'liu.yang@visavis.example', accounts: 3, resident: true },
  tags: ['mortgage', 'branch Nanshan'],
  servedBy: [{ ...yang, at: ago(1.1e6) }],
  createdAt: ago(8e6),
};
const unknown: VisitorProfile = {
  ...profile,
  ...{ id: zhao.visitor.id, displayName: null, externalId: null, vipLevel: 0, attributes: {}, tags: [], servedBy: [] },
};

const ended = (en: string, zh: string) => ({
  id: newUuid() as DispositionId,
  path: [
    { en: 'Transfers', zh: '转账' },
    { en, zh },
  ],
});
const [video, text] = history;
const earlier: EarlierContact[] = [video, text].flatMap((one, index) =>
  one
    ? [
        {
          ...{ conversationId: one.id, medium: one.medium, startedAt: one.createdAt, endedAt: one.createdAt },
          agents: [{ agentId: ids.me as AgentId, displayName: me.displayName }, ...(index === 0 ? [yang] : [])],
          disposition: index === 0 ? ended('Limit raised', '已提高限额') : null,
          tags: index === 0 ? ['limit'] : [],
          note: index === 0 ? 'Daily limit ¥200,000 until the end of the year. Identity card seen.' : null,
        },
      ]
    : [],
);

const callback: Callback = {
  ...{ id: newUuid() as CallbackId, conversationId: zhao.id, channelId: zhao.channel.id },
  ...{ visitorId: zhao.visitor.id, visitorName: null, language: 'zh', medium: 'video' },
  ...{ address: { kind: 'phone', value: '+8613800138000' }, window: null, notBefore: null },
  ...{ state: 'calling', attempts: 1, agentId: ids.me as AgentId, createdAt: ago(900), endedAt: null },
};
const message: LeftMessage = {
  ...{ id: newUuid() as LeftMessageId, conversationId: zhao.id, groupId: newUuid() as SkillGroupId },
  ...{ groupName: 'Retail banking', channelName: 'Mobile app', visitorId: zhao.visitor.id, visitorName: null },
  ...{ language: 'zh', text: '请问明天几点开门？', address: { kind: 'phone', value: '+8613800138000' } },
  ...{ state: 'open', agent: null, replyId: null, createdAt: ago(3_000), doneAt: null },
};

const routed: RoutedEntry = {
  ...{ id: newUuid() as QueueEntryId, groupId: newUuid() as SkillGroupId, groupName: 'Retail banking', medium: 'text' },
  ...{ state: 'served', priority: 0, rule: reason.rule, ruleVersion: 3, stage: 1, servedBy: me.displayName, steps: [] },
  plan: [
    {
      ...{ kind: 'skill_group', groups: [{ name: 'Retail banking', minLevel: 1 }], agents: [], options: [] },
      ...{ patienceSeconds: null, afterSeconds: null },
    },
  ],
  ...{ enqueuedAt: ago(560), enteredAt: ago(560), endedAt: ago(555) },
  offers: [
    {
      ...{ offerId: newUuid() as OfferId, agentId: ids.me as AgentId, agentName: me.displayName, state: 'accepted' },
      ...{ offeredAt: ago(558), endedAt: ago(555), declineReason: null, declineNote: null, reason },
    },
  ],
};

/** What the server would say about visitors and their contacts; undefined: it is not about one. */
export function aboutVisitors(pathname: string, isEmpty: boolean): object | undefined {
  const isLin = pathname.includes(lin?.visitor.id ?? '');
  if (pathname.endsWith('/earlier-contacts')) return { contacts: isLin ? earlier : [], until: null };
  if (/\/visitors\/[^/]+$/.test(pathname)) return { profile: isLin ? profile : unknown };
  if (pathname.endsWith('/callback')) return { callback: pathname.includes(callback.conversationId) ? callback : null };
  if (pathname.endsWith('/left-messages')) return { messages: isEmpty ? [] : [message] };
  if (pathname.endsWith('/own-routing')) return { conversationId: lin?.id, reasons: [], handOvers: [] };
  if (pathname.endsWith('/routing')) return { conversationId: lin?.id, entries: [routed] };
  return undefined;
}
