// Bad input over real sockets: the code of the catalogue comes back, and the database has not changed.
import type { Ack, Call, ErrorBody, Message } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acceptContact,
  allRefusedOnSocket,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOnSocket,
  refusedOverHttp,
  settledPrint,
  startCall,
  startContact,
  type WireClient,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let grace: OnlineAgent;
let contact: Contact;
let outsider: WireClient;
let otherVisitor: Contact;
beforeAll(async () => {
  world = await createWireWorld();
  grace = await goOnline(world, 'grace@demo.visavis');
  contact = await startContact(world);
  await acceptContact(grace.tab, contact.conversationId);
  otherVisitor = await startContact(world);
  await acceptContact(grace.tab, otherVisitor.conversationId);
  outsider = await world.agent(await world.signIn('jun@demo.visavis'));
  await outsider.command('agent:hello', {});
});
afterAll(() => world.stop());

const codeOf = (answer: Ack<unknown>): string => (answer.ok ? 'ok' : answer.error.code);
const textMessage = (conversationId: string, text = 'Hello', clientMsgId = uuidv7()) => ({
  ...{ conversationId, clientMsgId },
  body: { kind: 'text', text },
});

describe('commands', () => {
  it('nobody knows are refused', async () => {
    for (const name of ['message:delete', 'constructor', '__proto__', 'agent:hello'])
      await refusedOnSocket(world, contact.page, name, {}, 'request_invalid');
  });

  it('with an unknown field are refused with its name', async () => {
    const payload = { ...textMessage(contact.conversationId), seq: 7 };
    const error = await refusedOnSocket(world, contact.page, 'message:send', payload, 'request_invalid');
    expect(error.details).toEqual({ fields: { seq: 'unknown field' } });
  });

  it('of another shape are refused', async () => {
    const payloads = [null, 'text', [], 7, undefined, { conversationId: "1'--" }];
    const commands = payloads.map((payload): [string, unknown] => ['message:send', payload]);
    await allRefusedOnSocket(world, contact.page, commands, 'request_invalid');
  });

  it('before hello get a clear answer, and nothing breaks', async () => {
    const { token } = await world.visit();
    const page = await world.visitor(token);
    const message = textMessage(uuidv7());
    await refusedOnSocket(world, page, 'message:send', message, 'conversation_not_found');
    const start = { conversationId: uuidv7(), medium: 'text', recordingConsent: null };
    expect(codeOf(await page.ask('conversation:start', start))).toBe('ok');
    expect(codeOf(await page.ask('conversation:leave', { conversationId: start.conversationId }))).toBe('ok');
    const tab = await world.agent(await world.signIn('marta@demo.visavis'));
    for (const [name, payload] of [
      ['presence:heartbeat', {}],
      ['presence:set', { state: 'break' }],
      ['presence:set', { state: 'offline' }],
    ] as const)
      expect(codeOf(await tab.ask(name, payload)), name).toBe('ok');
    const { conversationId } = contact;
    await refusedOnSocket(world, tab, 'message:send', textMessage(conversationId), 'conversation_not_found');
    tab.close();
  });

  it('over the limit of a text are refused, over the limit of a frame end the connection', async () => {
    const long = textMessage(contact.conversationId, 'x'.repeat(8_001));
    await refusedOnSocket(world, contact.page, 'message:send', long, 'request_invalid');
    const extra = await world.visitor(contact.token);
    const before = await settledPrint(world);
    const ended = new Promise((done) => extra.socket.once('disconnect', done));
    extra.socket.emit('message:send', textMessage(contact.conversationId, 'x'.repeat(200_000)), () => undefined);
    expect(await ended).toMatch(/transport/);
    expect(await settledPrint(world)).toEqual(before);
    expect(
      codeOf(await contact.page.ask('message:sync', { conversationId: contact.conversationId, afterSeq: 0 })),
    ).toBe('ok');
  });

  it('too many at once are refused until there is room again', async () => {
    const extra = await world.visitor(otherVisitor.token);
    const typing = { conversationId: otherVisitor.conversationId, typing: true };
    const answers = await Promise.all(Array.from({ length: 400 }, () => extra.ask('typing:set', typing)));
    const refused = answers.filter((answer) => !answer.ok) as { readonly error: ErrorBody }[];
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]?.error).toMatchObject({ code: 'rate_limited', retryable: true });
    extra.close();
  });
});

describe('messages', () => {
  it('repeated with the same id are the same message, with another body they are refused', async () => {
    const first = textMessage(contact.conversationId, 'Is my card blocked?');
    const sent = await contact.page.command<{ message: Message }>('message:send', first);
    const before = await settledPrint(world);
    expect(await contact.page.command<{ message: Message }>('message:send', first)).toEqual(sent);
    expect(await settledPrint(world)).toEqual(before);
    const other = { ...first, body: { kind: 'text', text: 'Something else' } };
    const error = await refusedOnSocket(world, contact.page, 'message:send', other, 'message_id_reused');
    expect(error.details).toEqual({ clientMsgId: first.clientMsgId });
    // Not even the other side of the conversation may take the id.
    await refusedOnSocket(world, grace.tab, 'message:send', first, 'message_id_reused');
  });

  it('into the conversation of others are refused, and cannot be read', async () => {
    const { conversationId } = contact;
    for (const client of [outsider, otherVisitor.page]) {
      const commands: [string, object][] = [
        ['message:send', textMessage(conversationId)],
        ['message:sync', { conversationId, afterSeq: 0 }],
        ['message:read', { conversationId, seq: 1 }],
        ['typing:set', { conversationId, typing: true }],
      ];
      await allRefusedOnSocket(world, client, commands, 'conversation_not_found');
    }
    await refusedOnSocket(world, outsider, 'conversation:watch', { conversationId }, 'conversation_not_found');
    await refusedOnSocket(world, outsider, 'conversation:close', { conversationId }, 'conversation_not_found');
    await refusedOnSocket(world, otherVisitor.page, 'conversation:leave', { conversationId }, 'conversation_not_found');
  });

  it('with a file that is not of the conversation are refused', async () => {
    const message = { ...textMessage(contact.conversationId), body: { kind: 'file', fileId: uuidv7(), caption: null } };
    await refusedOnSocket(world, contact.page, 'message:send', message, 'file_not_found');
  });
});

describe('an offer', () => {
  it('accepted twice, by two tabs and by another agent, is taken once', async () => {
    const secondTab = await world.agent(grace.cookie);
    await secondTab.command('agent:hello', {});
    const waiting = await startContact(world);
    const offer = await grace.tab.fact<{ id: string; conversationId: string }>(
      'offer:ringing',
      ({ conversationId }) => conversationId === waiting.conversationId,
    );
    const accept = { offerId: offer.id };
    await refusedOnSocket(world, outsider, 'offer:accept', accept, 'offer_not_found');
    await refusedOnSocket(world, outsider, 'offer:decline', accept, 'offer_not_found');
    const both = await Promise.all([grace.tab.ask('offer:accept', accept), secondTab.ask('offer:accept', accept)]);
    expect(both.map(codeOf).sort()).toEqual(['offer_gone', 'ok']);
    for (const tab of [grace.tab, secondTab]) {
      await refusedOnSocket(world, tab, 'offer:accept', accept, 'offer_gone');
      await refusedOnSocket(world, tab, 'offer:decline', accept, 'offer_gone');
    }
    await refusedOnSocket(world, outsider, 'offer:accept', accept, 'offer_not_found');
    const assigned = await world.db
      .selectFrom('offers')
      .select('state')
      .where('conversation_id', '=', waiting.conversationId)
      .execute();
    expect(assigned).toEqual([{ state: 'accepted' }]);
    await waiting.page.command('conversation:leave', { conversationId: waiting.conversationId });
    secondTab.close();
  });
});

describe('a call', () => {
  let call: Call;
  beforeAll(async () => {
    call = await startCall(contact, grace.tab);
  });

  it('without an answer to the recording question, or a second one, is refused', async () => {
    const { conversationId } = otherVisitor;
    const ask = { conversationId, kind: 'video', recordingConsent: null };
    await refusedOnSocket(world, otherVisitor.page, 'call:start', ask, 'consent_required');
    const again = { conversationId: contact.conversationId, kind: 'video', recordingConsent: 'given' };
    await refusedOnSocket(world, contact.page, 'call:start', again, 'call_exists');
  });

  it('is not there for anybody outside the conversation', async () => {
    const { id: callId } = call;
    const epoch = call.mediaEpoch;
    const sdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n';
    const commands: [string, object][] = [
      ['media:join', { callId, epoch: null }],
      ['media:publish', { callId, epoch, sdp, tracks: [] }],
      ['media:answer', { callId, epoch, sdp }],
      ['media:candidate', { callId, epoch, connection: 'publish', candidate: null }],
      ['media:renew', { callId, epoch, rebuild: true }],
      ['media:quality', { callId, level: 'poor', reason: 'no_picture' }],
      ['call:mute', { callId, microphone: false, camera: false }],
      ['call:end', { callId }],
      ['call:decline', { callId }],
    ];
    const outside: [WireClient, object][] = [
      [outsider, { callId }],
      [otherVisitor.page, { callId, recordingConsent: 'given' }],
    ];
    for (const [client, accept] of outside)
      await allRefusedOnSocket(world, client, [...commands, ['call:accept', accept]], 'call_not_found');
    for (const client of [outsider, otherVisitor.page, contact.page]) {
      // Nothing rings here; what does is proved beside the module.
      const warm: [string, object] = ['media:warm', { conversationId: contact.conversationId }];
      await allRefusedOnSocket(world, client, [warm], 'offer_not_found');
    }
    expect(world.gateway.log.filter((entry) => entry.startsWith('join'))).toEqual([]);
  });

  it('takes no malformed session description', async () => {
    const { id: callId } = call;
    await contact.page.command('media:join', { callId, epoch: null });
    const { epoch } = await contact.page.command<{ epoch: number }>('media:join', { callId, epoch: null });
    const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
    const broken = [
      'not a session description',
      '<svg><script>alert(1)</script></svg>',
      head,
      `${head}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r`,
      `${head}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n`,
      `${head}${'m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'.repeat(50)}`,
    ];
    const commands = broken.flatMap((sdp): [string, object][] => [
      ['media:publish', { callId, epoch, sdp, tracks: [] }],
      ['media:answer', { callId, epoch, sdp }],
    ]);
    await allRefusedOnSocket(world, contact.page, commands, 'media_sdp_invalid');
    const huge = { callId, epoch, sdp: `v=0\r\n${'a'.repeat(70_000)}`, tracks: [] };
    await refusedOnSocket(world, contact.page, 'media:publish', huge, 'request_invalid');
  });
});

describe('a recording', () => {
  it('is not there for an agent who did not serve it, for visitors, or for people who are not signed in', async () => {
    const [row] = await world.db.selectFrom('recordings').selectAll().execute();
    if (!row) throw new Error('the call of this test was not recorded');
    const path = `/api/v1/recordings/${row.id}`;
    const stranger = await world.signIn('jun@demo.visavis');
    const supervisor = await world.signIn('marta@demo.visavis');
    const track = `${path}/tracks/${uuidv7()}`;
    for (const address of [path, `${path}/mixed.mp4`, track])
      await refusedOverHttp(world, address, { cookie: stranger }, 'recording_not_found');
    await refusedOverHttp(world, `${path}/retry`, { method: 'POST', cookie: stranger }, 'recording_not_found');
    await refusedOverHttp(world, path, { token: contact.token }, 'auth_required');
    await refusedOverHttp(world, path, {}, 'auth_required');
    expect((await world.rest('/api/v1/recordings', { cookie: stranger })).json.recordings).toEqual([]);
    for (const cookie of [grace.cookie, supervisor]) {
      const answer = await world.rest(path, { cookie });
      expect([answer.status, answer.json.recording?.id]).toEqual([200, row.id]);
    }
  });
});
