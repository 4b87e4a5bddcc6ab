import { describe, expect, it } from 'vitest';
import { mjrBytes, rtp } from '../../../test/recording/raw-tracks.ts';
import { createMjrParser, MjrBroken, type MjrFrame } from './mjr.ts';
import { createMediaClock, createReorder, parseRtp } from './rtp.ts';
import { createTrackBlocks } from './track-blocks.ts';
import { createVp8Assembler, readVp8Payload } from './vp8.ts';

const t0 = 1_772_000_000_000;
const payload = Buffer.from([0xf8, 1, 2, 3]);
const voice = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    arrivalMs: index * 20,
    bytes: rtp({ sequence: index, timestamp: index * 960 }, payload),
  }));
const file = mjrBytes({ kind: 'audio', firstMs: t0, description: 'microphone', packets: voice(50) });

const readAll = (bytes: Uint8Array, chunk: number) => {
  const parser = createMjrParser();
  const frames: MjrFrame[] = [];
  for (let at = 0; at < bytes.length; at += chunk) frames.push(...parser.push(bytes.subarray(at, at + chunk)));
  return { parser, frames };
};

describe('raw tracks', () => {
  for (const chunk of [1, 7, 100, 1 << 20])
    it(`are read in chunks of ${chunk} bytes`, () => {
      const { parser, frames } = readAll(file, chunk);
      expect(parser.header).toEqual({
        kind: 'audio',
        codec: 'opus',
        firstPacketUs: t0 * 1000,
        description: 'microphone',
      });
      expect(frames).toHaveLength(50);
      expect(frames.at(-1)?.arrivalMs).toBe(980);
      expect(parser.truncatedBytes()).toBe(0);
    });
  it('of a killed engine give everything but the last, cut packet, wherever it was cut', () => {
    for (let cut = 1; cut < 60; cut++) {
      const { parser, frames } = readAll(file.subarray(0, file.length - cut), 500);
      const frameBytes = 10 + (voice(1)[0]?.bytes.length ?? 0);
      expect(frames).toHaveLength(50 - Math.ceil(cut / frameBytes));
      expect(parser.truncatedBytes()).toBe((frameBytes - (cut % frameBytes)) % frameBytes);
    }
  });
  it('with damage in the middle give what stands before it', () => {
    const damaged = Buffer.from(file);
    damaged.write('XXXX', damaged.indexOf('MEET', 1_000));
    const { parser, frames } = readAll(damaged, 64);
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.length).toBeLessThan(50);
    expect(parser.truncatedBytes()).toBeGreaterThan(100);
  });
  it('that are something else are refused', () => {
    for (const bytes of [
      Buffer.from('RIFF....WAVEfmt '),
      Buffer.concat([Buffer.from('MJR00002'), Buffer.from([0, 5]), Buffer.from('{"t":')]),
      Buffer.concat([Buffer.from('MJR00002'), Buffer.from([0, 2]), Buffer.from('{}')]),
      Buffer.concat([Buffer.from('MJR00002'), Buffer.from([0xff, 0xff]), Buffer.alloc(70_000)]),
    ])
      expect(() => readAll(bytes, 1 << 16)).toThrow(MjrBroken);
  });
  it('without a packet have no header yet', () => {
    expect(readAll(Buffer.from('MJR00002'), 3).parser.header).toBeNull();
    expect(readAll(Buffer.alloc(0), 3).parser.header).toBeNull();
  });
  it('never make the reader wait for an absurd packet', () => {
    const evil = Buffer.alloc(20);
    evil.write('MEET');
    evil.writeUInt16BE(0xffff, 8);
    const { parser, frames } = readAll(Buffer.concat([file, evil]), 1_000);
    expect(frames).toHaveLength(50);
    expect(parser.truncatedBytes()).toBe(20);
  });
});

describe('packets', () => {
  it('are read with their extensions', () => {
    expect(parseRtp(rtp({ sequence: 7, timestamp: 99, marker: true, extensionWords: 3 }, payload))).toMatchObject({
      sequence: 7,
      timestamp: 99,
      marker: true,
      payload,
    });
  });
  it('with an oversized or lying header are dropped', () => {
    expect(parseRtp(rtp({ sequence: 1, timestamp: 1, extensionWords: 65 }, payload))).toBeNull();
    const lying = rtp({ sequence: 1, timestamp: 1 }, payload);
    lying.writeUInt16BE(60, 14);
    expect(parseRtp(lying)).toBeNull();
    expect(parseRtp(Buffer.alloc(0))).toBeNull();
    expect(parseRtp(Buffer.alloc(12))).toBeNull();
    const manySources = Buffer.alloc(20);
    manySources[0] = 0x8f;
    expect(parseRtp(manySources)).toBeNull();
    const padded = rtp({ sequence: 1, timestamp: 1 }, Buffer.from([1, 2, 250]));
    padded[0] = 0xb0;
    expect(parseRtp(padded)).toBeNull();
  });
  it('never break the parser, whatever they hold', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 16;
    };
    const assemble = createVp8Assembler();
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from({ length: random() % 60 }, () => random() & 0xff);
      if (bytes.length > 0) bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f);
      const packet = parseRtp(bytes);
      if (packet !== null) assemble({ packet, arrivalMs: round, index: round });
      readVp8Payload(bytes);
    }
  });
  it('come back into order, once each, across the wrap of their numbers', () => {
    const reorder = createReorder(4);
    const order = [65_533, 65_535, 65_534, 1, 0, 0, 65_535, 3, 2, 4, 5, 6, 7];
    const out = [
      ...order.flatMap((sequence) => reorder.push({ sequence, timestamp: 0, ssrc: 0, marker: false, payload }, 0)),
      ...reorder.flush(),
    ];
    expect(out.map(({ packet }) => packet.sequence)).toEqual([65_533, 65_534, 65_535, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect(out.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
  it('keep their own time, unless it runs away from the time they arrived', () => {
    const clock = createMediaClock(48_000, 1_000);
    expect(clock(4_294_966_336, 0)).toBe(1_000);
    expect(clock(0, 45)).toBe(1_020);
    expect(clock(960, 41)).toBe(1_040);
    // The sender paused its clock for five seconds.
    expect(clock(1_920, 5_060)).toBe(6_060);
    expect(clock(2_880, 5_070)).toBe(6_080);
  });
});

describe('a track on its time line', () => {
  it('declares silences of the wire and fills sound with silence', () => {
    const blocks = createTrackBlocks('audio');
    const made = [...blocks.beginSegment(500, 'connection_lost')];
    voice(10).forEach(({ bytes }, index) => {
      made.push(...blocks.push({ arrivalMs: index * 20, packet: bytes }));
    });
    voice(10).forEach(({ bytes }, index) => {
      const later = Buffer.from(bytes);
      later.writeUInt16BE(10 + index, 2);
      later.writeUInt32BE((250 + index) * 960, 4);
      made.push(...blocks.push({ arrivalMs: 5_000 + index * 20, packet: later }));
    });
    made.push(...blocks.end());
    expect(blocks.gaps).toEqual([{ fromMs: 680, toMs: 5_500, reason: 'no_packets' }]);
    expect(blocks.span).toEqual({ fromMs: 500, toMs: 5_680 });
    const times = made.map(({ timeMs }) => timeMs);
    expect(times).toHaveLength(260);
    expect(times.every((time, index) => index === 0 || Math.abs(time - (times[index - 1] ?? 0) - 20) < 0.01)).toBe(
      true,
    );
  });
  it('declares what a dead engine took along, however short; a new file of the same engine is no gap', () => {
    for (const [gap, gaps] of [
      ['engine_lost', [{ fromMs: 180, toMs: 700, reason: 'engine_lost' }]],
      ['connection_lost', []],
    ] as const) {
      const blocks = createTrackBlocks('audio');
      blocks.beginSegment(0, 'connection_lost');
      voice(10).forEach(({ bytes }, index) => void blocks.push({ arrivalMs: index * 20, packet: bytes }));
      blocks.beginSegment(700, gap);
      voice(10).forEach(({ bytes }, index) => void blocks.push({ arrivalMs: index * 20, packet: bytes }));
      blocks.end();
      expect(blocks.gaps).toEqual(gaps);
    }
  });
  it('starts anew when the sender changes its source', () => {
    const blocks = createTrackBlocks('audio');
    blocks.beginSegment(0, 'connection_lost');
    const first = blocks.push({ arrivalMs: 0, packet: rtp({ sequence: 5, timestamp: 100, ssrc: 1 }, payload) });
    const second = blocks.push({
      arrivalMs: 20,
      packet: rtp({ sequence: 40_000, timestamp: 9_000_000, ssrc: 2 }, payload),
    });
    expect([...first, ...second, ...blocks.end()].map(({ timeMs }) => timeMs)).toEqual([0, 20]);
  });
});
