import { describe, expect, it } from 'vitest';
import { capabilityProblem, deviceProblemOf } from './device-errors.ts';
import { loudness } from './level-meter.ts';
import { encodingsFor } from './publisher.ts';
import { readTotals, sampleBetween } from './stats.ts';
import { engineEndOf } from './subscriber.ts';
import { takeTurns } from './turn-taking.ts';

it.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['TypeError', 'unsupported'],
  ['SomethingNew', 'failed'],
])('calls a device error %s %s', (name, problem) => {
  expect(deviceProblemOf(new DOMException('', name))).toBe(problem);
});

it('survives errors that are none', () => {
  for (const thrown of [undefined, null, 'text', 42, {}]) expect(deviceProblemOf(thrown)).toBe('failed');
});

it('knows pages that cannot have a camera at all', () => {
  expect(capabilityProblem({ isSecureContext: false, hasMediaDevices: false, hasPeerConnection: true })).toBe(
    'insecure',
  );
  expect(capabilityProblem({ isSecureContext: true, hasMediaDevices: false, hasPeerConnection: true })).toBe(
    'unsupported',
  );
  expect(capabilityProblem({ isSecureContext: true, hasMediaDevices: true, hasPeerConnection: false })).toBe(
    'unsupported',
  );
  expect(capabilityProblem({ isSecureContext: true, hasMediaDevices: true, hasPeerConnection: true })).toBeNull();
});

it('makes three layers, best first, only of pictures that are large enough', () => {
  expect(encodingsFor(1280, 720).map((layer) => layer.rid)).toEqual(['h', 'm', 'l']);
  expect(encodingsFor(540, 960).map((layer) => layer.rid)).toEqual(['h', 'm', 'l']);
  expect(encodingsFor(640, 480)).toHaveLength(1);
  expect(encodingsFor(0, 0)).toHaveLength(1);
});

it('measures loudness between silence and full', () => {
  expect(loudness(new Float32Array(10))).toBe(0);
  expect(loudness([1, -1, 1, -1])).toBe(1);
  expect(loudness([0.05, -0.05])).toBeGreaterThan(0.3);
  expect(loudness([])).toBe(0);
});

it('tells a rebuilt engine connection from a renegotiated one', () => {
  const offer = (session: number, version: number) =>
    `v=0\r\no=- ${session} ${version} IN IP4 1.2.3.4\r\na=fingerprint:sha-256 AA\r\n`;
  expect(engineEndOf(offer(7, 1))).toBe(engineEndOf(offer(7, 2)));
  expect(engineEndOf(offer(7, 1))).not.toBe(engineEndOf(offer(8, 1)));
});

it('does work in turn and goes on after a failure', async () => {
  const inTurn = takeTurns();
  const done: string[] = [];
  const slow = inTurn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    done.push('slow');
    throw new Error('no');
  });
  const fast = inTurn(async () => void done.push('fast'));
  await expect(slow).rejects.toThrow('no');
  await fast;
  expect(done).toEqual(['slow', 'fast']);
});

describe('reading statistics', () => {
  const inbound = (kind: string, packets: number, lost: number, frames = 0) => ({
    type: 'inbound-rtp',
    kind,
    bytesReceived: packets * 100,
    packetsReceived: packets,
    packetsLost: lost,
    framesDecoded: frames,
  });
  const up = [
    { type: 'remote-inbound-rtp', fractionLost: 0.1, roundTripTime: 0.05 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.08, availableOutgoingBitrate: 300_000 },
  ];
  const expects = { reconnecting: false, picture: true, sound: true, sendsVideo: true };
  const before = readTotals(up, [inbound('audio', 50, 0), inbound('video', 100, 10, 20)]);

  it('adds up what both connections report', () => {
    expect(before).toMatchObject({
      receivedBytes: 15_000,
      packetsLost: 10,
      framesDecoded: 20,
      lostUp: 0.1,
      roundTripMs: 80,
      uplinkBps: 300_000,
    });
  });
  it('makes rates of two reports', () => {
    const now = readTotals(up, [inbound('audio', 150, 0), inbound('video', 290, 20, 70)]);
    expect(sampleBetween(before, now, 2000, expects)).toMatchObject({
      picturesPerSecond: 25,
      audioPackets: 100,
      lostDown: 10 / 300,
    });
    expect(sampleBetween(before, now, 2000, { ...expects, picture: false, sound: false })).toMatchObject({
      picturesPerSecond: null,
      audioPackets: null,
    });
  });
  it('says nothing about an interval in which a connection was replaced', () => {
    const now = readTotals([], [inbound('audio', 5, 0)]);
    expect(sampleBetween(before, now, 1000, expects)).toMatchObject({
      lostDown: null,
      picturesPerSecond: null,
      audioPackets: null,
      roundTripMs: null,
    });
    expect(sampleBetween(null, now, 0, expects)).toMatchObject({ lostDown: null });
  });
});
