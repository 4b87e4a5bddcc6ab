import type { VisitorEvents } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from './backoff.ts';
import { CommandError } from './command-error.ts';
import { connectOver } from './connect.ts';
import { fakeLine, fakeTimers } from './fake-line.ts';

const setUp = () => {
  const line = fakeLine();
  const timers = fakeTimers();
  let wake: () => void = () => undefined;
  const connection = connectOver<VisitorEvents>({
    transport: line.make,
    timers,
    random: () => 0,
    wakeUps: (given) => {
      wake = given;
      return () => undefined;
    },
  });
  return { line, timers, connection, wake: () => wake() };
};

describe('connect', () => {
  it('is connecting until the line opens, then online', () => {
    const { line, connection } = setUp();
    expect(connection.state.get().status).toBe('connecting');
    line.accept();
    expect(connection.state.get().status).toBe('online');
  });

  it('comes back after a lost line with growing, jittered delays, and runs the ready hooks each time', async () => {
    const { line, timers, connection } = setUp();
    let ready = 0;
    connection.onReady(() => {
      ready += 1;
    });
    line.accept();
    line.drop();
    expect(connection.state.get()).toMatchObject({ status: 'offline', attempt: 1, retryAt: 200 });
    timers.advance(199);
    expect(line.opens).toBe(1);
    timers.advance(1);
    expect(line.opens).toBe(2);
    line.drop();
    expect(connection.state.get()).toMatchObject({ attempt: 2, retryAt: 200 + 400 });
    timers.advance(400);
    line.accept();
    await Promise.resolve();
    expect(ready).toBe(2);
    expect(timers.pending()).toBe(0);
  });

  it('tries at once when the network or the person comes back', () => {
    const { line, connection, wake } = setUp();
    line.drop();
    expect(line.opens).toBe(1);
    wake();
    expect(line.opens).toBe(2);
    expect(connection.state.get().status).toBe('offline');
  });

  it('stops when the server refuses for good, and starts again when asked', () => {
    const { line, timers, connection } = setUp();
    line.refuse('visitor_token_invalid');
    expect(connection.state.get()).toEqual({ status: 'refused', code: 'visitor_token_invalid' });
    timers.advance(60_000);
    expect(line.opens).toBe(1);
    connection.retryNow();
    expect(line.opens).toBe(2);
  });

  it('keeps trying when the server refuses for now', () => {
    const { line, timers, connection } = setUp();
    line.refuse('not_ready', true);
    expect(connection.state.get()).toMatchObject({ status: 'offline', reason: 'not_ready' });
    timers.advance(1_000);
    expect(line.opens).toBe(2);
  });

  it('gives the data of an acknowledged command', async () => {
    const { line, connection } = setUp();
    line.accept();
    line.answer = () => ({ ok: true, data: { visitor: { id: 'v' } } });
    await expect(connection.command('visitor:update', { language: 'zh' })).resolves.toEqual({ visitor: { id: 'v' } });
    expect(line.sent).toEqual([{ name: 'visitor:update', payload: { language: 'zh' } }]);
  });

  it('throws the catalogue code of a refused command', async () => {
    const { line, connection } = setUp();
    line.accept();
    line.answer = () => ({ ok: false, error: { code: 'channel_closed', message: 'closed', retryable: false } });
    const failed = connection.command('visitor:hello', {}).catch((error: unknown) => error);
    await expect(failed).resolves.toBeInstanceOf(CommandError);
    await expect(failed).resolves.toMatchObject({ code: 'channel_closed', retryable: false });
  });

  it('fails commands at once when offline, when the line breaks, and when no answer comes', async () => {
    const { line, timers, connection } = setUp();
    await expect(connection.command('visitor:hello', {})).rejects.toMatchObject({ code: 'connection_lost' });
    line.accept();
    const broken = connection.command('visitor:hello', {});
    line.drop();
    await expect(broken).rejects.toMatchObject({ code: 'connection_lost' });
    line.accept();
    const silent = connection.command('visitor:hello', {}, { timeoutMs: 500 });
    timers.advance(500);
    await expect(silent).rejects.toMatchObject({ code: 'command_timeout', retryable: true });
  });

  it('hands facts to those who listen, and no longer after they stop', () => {
    const { line, connection } = setUp();
    const seen: unknown[] = [];
    const stop = connection.on('queue:changed', (place) => seen.push(place.position));
    line.fact('queue:changed', { position: 2 });
    stop();
    line.fact('queue:changed', { position: 1 });
    expect(seen).toEqual([2]);
  });
});

describe('backoff', () => {
  it('stays between half of the ceiling and the ceiling', () => {
    for (let attempt = 1; attempt < 40; attempt += 1) {
      const ceiling = Math.min(8_000, 400 * 2 ** (attempt - 1));
      expect(backoffDelayMs(attempt, () => 0)).toBe(ceiling / 2);
      expect(backoffDelayMs(attempt, () => 0.999_999)).toBeLessThanOrEqual(ceiling);
    }
  });
});
