import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer as readBuffer } from 'node:stream/consumers';
import type { Call, Recording, RecordingId, recordingRoutes } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { code, createCallSteps, eventually, sdp, tracks } from '../../../test/call/call-steps.ts';
import { type CallWorld, createCallWorld } from '../../../test/call/call-world.ts';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { audioPackets, hasFfmpeg, opusPackets, writeRaw } from '../../../test/recording/raw-tracks.ts';
import { createDiskStorage } from '../../infra/storage/disk-storage.ts';
import type { AgentPrincipal, BinaryAnswer, Jobs } from '../../ports/index.ts';
import { createRecording } from './index.ts';

let world: CallWorld;
let folder: string;
let asked: { key: string; payload: Record<string, unknown> }[];
let recording: ReturnType<typeof createRecording>;
let voice: Buffer[];
const steps = createCallSteps(() => world);
const t0 = 1_772_352_000_000;

const make = (ffmpegBin = 'ffmpeg') => {
  const jobs: Jobs = {
    add: async (_tx, { key, payload }) => {
      if (!asked.some((job) => job.key === key)) asked.push({ key, payload });
    },
  };
  return createRecording({
    clock: world.clock,
    makeId: uuidv7,
    random: Math.random,
    log: quietLog,
    events: world.events,
    transactions: world.database.transactions,
    db: world.database.db,
    jobs,
    realtime: world.realtime,
    storage: createDiskStorage(path.join(folder, 'files')),
    rawFolder: path.join(folder, 'raw'),
    ffmpegBin,
  });
};

beforeAll(() => {
  if (!hasFfmpeg) return;
  voice = opusPackets(2, 440);
});
beforeEach(async () => {
  world = await createCallWorld();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'visavis-recording-'));
  asked = [];
  recording = make();
});
afterEach(async () => {
  await world.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const supervisor = (): AgentPrincipal => ({ ...world.otherAgent, role: 'supervisor' });
const handler = () => recording.jobs.prepare_recording as NonNullable<typeof recording.jobs.prepare_recording>;
const runJobs = async (attempt = 1, signal = new AbortController().signal): Promise<void> => {
  for (const { payload } of asked.splice(0)) await handler()(payload, { jobId: 'j', attempt, maxAttempts: 5, signal });
};
const prefixOf = async (id: string): Promise<string> =>
  (
    await world.database.db
      .selectFrom('recordings')
      .select('storage_prefix')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).storage_prefix;
const settle = async (): Promise<void> => {
  for (const event of await world.settle()) {
    if (event.type === 'call_ended') await recording.consumers.call_ended(event);
    await recording.socket.events?.[event.type]?.(event);
  }
};
/** A call with consent, recorded from both sides (unless `silent`), and ended. */
const endedCall = async (silent = false): Promise<{ call: Call; id: RecordingId }> => {
  const call = await steps.live();
  const id = call.recordingId as RecordingId;
  const raw = path.join(folder, 'raw', await prefixOf(id));
  if (!silent)
    call.participants.forEach(({ id: participantId }, index) => {
      writeRaw(raw, { participantId }, { kind: 'audio', firstMs: t0 + index * 300, packets: audioPackets(voice) });
    });
  await world.ask('agent', 'call:end', { callId: call.id });
  await settle();
  return { call, id };
};
const get = (id: RecordingId, principal: AgentPrincipal = world.agent) => recording.service.get(principal, id);
const route = <T>(name: keyof typeof recordingRoutes, principal: AgentPrincipal, params: object, range?: string) =>
  (recording.routes[name] as (request: object) => Promise<T>)({ principal, params, range, query: { limit: 50 } });
const viewed = () =>
  world.database.db.selectFrom('domain_events').select('payload').where('type', '=', 'recording_viewed').execute();

describe.skipIf(!hasFfmpeg)('from the end of a call to playback', () => {
  it('captures, queues, prepares and plays, telling followers and supervisors on the way', async () => {
    const { call, id } = await endedCall();
    expect(await get(id)).toMatchObject({
      state: 'queued',
      callId: call.id,
      kind: 'video',
      tracks: [],
      channelName: 'Bank',
      visitorName: 'Li Na',
    });
    expect(asked).toEqual([{ key: id, payload: { recordingId: id } }]);
    world.sent.length = 0;
    await runJobs();
    await settle();
    const ready = await get(id);
    expect(ready).toMatchObject({ state: 'ready', progress: 1, startedAt: new Date(t0).toISOString(), failure: null });
    expect(ready.durationMs).toBeGreaterThan(2_250);
    expect(ready.tracks.map(({ side, kind, offsetMs }) => [side, kind, offsetMs])).toEqual([
      ['visitor', 'audio', 0],
      ['agent', 'audio', 300],
    ]);
    const told = world.sent.filter(({ name }) => name === 'recording:changed');
    expect(told.map(({ to }) => to.split(':')[0])).toEqual(
      expect.arrayContaining(['followers', 'supervisors', 'agent']),
    );
    expect(told.at(-1)?.payload).toMatchObject({ state: 'ready' });
  });
  it('says when nothing was captured', async () => {
    const { id } = await endedCall(true);
    await runJobs();
    expect(await get(id)).toMatchObject({ state: 'empty', tracks: [] });
    expect(await code(recording.service.mixedFile(world.agent, id))).toBe('recording_not_found');
    expect(await code(recording.service.retry(world.agent, id))).toBe('recording_state');
  });
  it('fails in plain words and is prepared when somebody asks again', async () => {
    recording = make('/nowhere/ffmpeg');
    const { id } = await endedCall();
    await runJobs();
    expect(await get(id)).toMatchObject({ state: 'failed', failure: expect.stringMatching(/ffmpeg is not installed/) });
    expect(await code(recording.service.mixedFile(world.agent, id))).toBe('recording_not_ready');
    await runJobs();
    recording = make();
    expect(await code(recording.service.retry(world.otherAgent, id))).toBe('recording_not_found');
    expect(await recording.service.retry(world.agent, id)).toMatchObject({ state: 'queued', failure: null });
    expect(await code(recording.service.retry(world.agent, id))).toBe('recording_state');
    await runJobs();
    expect(await get(id)).toMatchObject({ state: 'ready' });
  });
  it('gives up in plain words after the last attempt at something unforeseen', async () => {
    const { id } = await endedCall();
    fs.rmSync(path.join(folder, 'files'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'files'), 'not a folder');
    const [job] = asked;
    if (job === undefined) throw new Error('no job');
    const run = (attempt: number) =>
      code(handler()(job.payload, { jobId: 'j', attempt, maxAttempts: 2, signal: new AbortController().signal }));
    expect(await run(1)).not.toBe('fine');
    expect((await get(id)).state).toBe('preparing');
    expect(await run(2)).not.toBe('fine');
    expect(await get(id)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Something broke on the server/),
    });
  });
  it('begins again after a stop in the middle', async () => {
    const { id } = await endedCall();
    const abort = new AbortController();
    abort.abort(new Error('stopping'));
    const [job] = asked;
    expect(await code(runJobs(1, abort.signal))).toBe('stopping');
    expect((await get(id)).state).toBe('preparing');
    if (job !== undefined) asked.push(job);
    await runJobs(2);
    expect((await get(id)).state).toBe('ready');
    // Told once more, it does nothing.
    if (job !== undefined) asked.push(job);
    await runJobs();
    expect((await get(id)).state).toBe('ready');
  });
  it('takes up what a crash left: a call that ended unheard, a job that vanished', async () => {
    const call = await steps.live();
    const id = call.recordingId as RecordingId;
    await world.ask('agent', 'call:end', { callId: call.id });
    expect((await get(id)).state).toBe('capturing');
    expect(await recording.recover()).toBe(1);
    expect((await get(id)).state).toBe('queued');
    asked.length = 0;
    expect(await recording.recover()).toBe(1);
    await runJobs();
    expect((await get(id)).state).toBe('empty');
    expect(await recording.recover()).toBe(0);
  });
  it('leaves a running call alone', async () => {
    await steps.live();
    expect(await recording.recover()).toBe(0);
  });
});

describe.skipIf(!hasFfmpeg)('a recorded call in which agents consulted', () => {
  const inside = (work: Parameters<typeof world.database.transactions.run<void>>[0]) =>
    world.database.transactions.run(work);
  /** Voice of two seconds, from that second on. */
  const speak = (raw: string, participantId: string, second: number, epoch = 1): void => {
    writeRaw(
      raw,
      { participantId, epoch },
      { kind: 'audio', firstMs: t0 + second * 1_000, packets: audioPackets(voice) },
    );
  };
  /** Both talk for two seconds; then the agent asks a colleague, who is there a second later; twelve seconds in all. */
  const consultedCall = async (visitorGoes = false) => {
    const call = await steps.live();
    const id = call.recordingId as RecordingId;
    const raw = path.join(folder, 'raw', await prefixOf(id));
    const [visitor = '', agent = ''] = call.participants.map((participant) => participant.id);
    for (const one of [visitor, agent]) speak(raw, one, 0);
    world.clock.advance(2_000);
    const { service } = world.calls;
    const colleague = { principal: world.otherAgent, socketId: 'colleague' };
    await inside((tx) => service.consult(tx, world.conversationId, world.otherAgent.agentId));
    world.clock.advance(1_000);
    await world.ask('agent', 'media:join', { callId: call.id, epoch: null }, colleague);
    await world.ask('agent', 'media:publish', { callId: call.id, epoch: 1, sdp, tracks }, colleague);
    world.clock.advance(3_000);
    if (visitorGoes) await world.calls.socket.connections?.visitorDisconnected?.(world.visitor, 'visitor', 0);
    world.clock.advance(6_000);
    return { call, id, raw, service, visitor, agent, colleague };
  };
  /** Of each track: side, who, and its gaps in seconds, rounded. */
  const gapsOf = async (id: RecordingId) =>
    (await get(id, supervisor())).tracks.map(({ side, displayName, gaps }) => [
      side === 'visitor' ? side : displayName,
      ...gaps.map(({ fromMs, toMs, reason }) => [Math.round(fromMs / 1_000), Math.round(toMs / 1_000), reason]),
    ]);

  it('says so for everybody who was in it, and of those who came or went that they were not in the call', async () => {
    const { call, id, raw, service, visitor, colleague } = await consultedCall();
    await inside((tx) => service.handOver(tx, world.conversationId, world.otherAgent.agentId));
    const after = await eventually(
      () => steps.current(call.id),
      ({ participants }) => participants[1]?.state === 'left',
    );
    const taker = after.participants.find(({ agentId }) => agentId === world.otherAgent.agentId)?.id ?? '';
    expect(after.participants.map(({ state }) => state)).toEqual(['joined', 'left', 'joined']);
    for (const one of [visitor, taker]) speak(raw, one, 12.4);
    world.clock.advance(3_000);
    await world.ask('agent', 'call:end', { callId: call.id }, colleague);
    await settle();
    await runJobs();
    expect(await gapsOf(id)).toEqual([
      ['visitor', [2, 12, 'consultation']],
      ['Agent 1', [2, 12, 'consultation'], [12, 14, 'not_in_call']],
      ['Agent 2', [0, 3, 'not_in_call'], [3, 12, 'consultation']],
    ]);
    const { recording: told } = await route<{ recording: Recording }>('getRecording', supervisor(), {
      recordingId: id,
    });
    expect(told.tracks[0]?.gaps[0]).toMatchObject({ reason: 'consultation' });
  });
  const absences = async () =>
    (await world.database.db.selectFrom('call_absences').selectAll().execute()).map((row) => ({
      from: (row.from_at.getTime() - t0) / 1_000,
      to: row.to_at && (row.to_at.getTime() - t0) / 1_000,
    }));
  it('taken back, with a visitor whose connection was lost meanwhile: both are told, each for its time', async () => {
    const { call, id, raw, service, visitor, agent } = await consultedCall(true);
    expect(await absences()).toEqual([{ from: 6, to: null }]);
    await inside((tx) => service.endConsultation(tx, world.conversationId, world.otherAgent.agentId));
    speak(raw, agent, 12.2);
    // The visitor comes back five seconds after the agents were done.
    world.clock.advance(5_000);
    await world.ask('visitor', 'media:join', { callId: call.id, epoch: null });
    await world.ask('visitor', 'media:publish', { callId: call.id, epoch: 1, sdp, tracks });
    speak(raw, visitor, 17.1);
    await eventually(absences, (all) => all.every(({ to }) => to !== null));
    world.clock.advance(2_000);
    await world.ask('agent', 'call:end', { callId: call.id });
    await settle();
    await runJobs();
    expect(await gapsOf(id)).toEqual([
      ['visitor', [2, 6, 'consultation'], [6, 17, 'connection_lost']],
      ['Agent 1', [2, 12, 'consultation'], [14, 19, 'no_packets']],
    ]);
  });
});

describe.skipIf(!hasFfmpeg)('who may see a recording', () => {
  it('its agent and supervisors; for others it does not exist, and nothing is noted', async () => {
    const { id } = await endedCall();
    await runJobs();
    const [track] = (await get(id)).tracks;
    const trackId = track?.id ?? '';
    expect(await code(get(id, world.otherAgent))).toBe('recording_not_found');
    for (const [name, params] of [
      ['getRecording', { recordingId: id }],
      ['retryRecording', { recordingId: id }],
      ['getMixedRecording', { recordingId: id }],
      ['getRecordingTrack', { recordingId: id, trackId }],
    ] as const)
      expect([name, await code(route(name, world.otherAgent, params))]).toEqual([name, 'recording_not_found']);
    expect((await recording.service.list(world.otherAgent, { limit: 50, before: undefined })).recordings).toEqual([]);
    expect(await viewed()).toEqual([]);
    expect(await get(id, supervisor())).toMatchObject({ id });
    expect((await recording.service.list(supervisor(), { limit: 50, before: undefined })).recordings).toHaveLength(1);
    expect(await code(recording.service.trackFile(world.agent, id, uuidv7() as never))).toBe('recording_not_found');
    expect(await code(get(uuidv7() as RecordingId))).toBe('recording_not_found');
  });
  it('lists newest first, page by page', async () => {
    const ids: RecordingId[] = [];
    for (let round = 0; round < 3; round++) {
      ids.unshift((await endedCall(true)).id);
      world.clock.advance(60_000);
    }
    const first = await recording.service.list(world.agent, { limit: 2, before: undefined });
    expect([first.recordings.map(({ id }) => id), first.more]).toEqual([ids.slice(0, 2), true]);
    const before = new Date(first.recordings.at(-1)?.startedAt ?? '');
    const second = await recording.service.list(world.agent, { limit: 2, before });
    expect([second.recordings.map(({ id }) => id), second.more]).toEqual([ids.slice(2), false]);
  });
});

describe.skipIf(!hasFfmpeg)('playing', () => {
  it('serves the whole file and its ranges, and notes each start once', async () => {
    const { id } = await endedCall();
    await runJobs();
    const ready = await get(id);
    const size = ready.mixedSizeBytes ?? 0;
    const ask = (range?: string) => route<BinaryAnswer>('getMixedRecording', world.agent, { recordingId: id }, range);
    const read = (answer: BinaryAnswer) => readBuffer(answer.body as Readable);
    const whole = await ask();
    expect(whole).toMatchObject({
      status: 200,
      contentType: 'video/mp4',
      headers: { 'accept-ranges': 'bytes', 'content-length': String(size) },
    });
    expect(await read(whole)).toHaveLength(size);
    const middle = await ask('bytes=100-199');
    expect(middle).toMatchObject({
      status: 206,
      headers: { 'content-range': `bytes 100-199/${size}`, 'content-length': '100' },
    });
    expect(await read(middle)).toHaveLength(100);
    const tail = await ask('bytes=-50');
    expect(tail.headers?.['content-range']).toBe(`bytes ${size - 50}-${size - 1}/${size}`);
    expect(await code(ask(`bytes=${size}-`))).toBe('range_invalid');
    expect(await viewed()).toHaveLength(1);
    const headers = await (recording.routes.getMixedRecording as (request: object) => Promise<BinaryAnswer>)({
      principal: world.agent,
      params: { recordingId: id },
      headOnly: true,
    });
    expect(headers.headers?.['content-length']).toBe(String(size));
    expect(await read(headers)).toHaveLength(1);
    expect(await viewed()).toHaveLength(1);
    const again = await ask('bytes=0-');
    const [track] = ready.tracks;
    const webm = await route<BinaryAnswer>('getRecordingTrack', supervisor(), { recordingId: id, trackId: track?.id });
    expect(webm).toMatchObject({ contentType: 'video/webm', headers: { 'content-length': String(track?.sizeBytes) } });
    const payloads = (await viewed()).map(({ payload }) => payload);
    expect(payloads).toHaveLength(3);
    expect(payloads[2]).toMatchObject({ recordingId: id, agentId: supervisor().agentId });
    for (const answer of [tail, again, webm]) (answer.body as Readable).destroy();
  });
});
