import { describe, expect, it } from 'vitest';
import { decideWatchdog, initialWatchdog, noteRebuild, type WatchdogAction, type WatchdogSample } from './watchdog.ts';

const well = { publish: 'connected', subscribe: 'connected', networkChanged: false, maySilence: false } as const;

/** Plays one sample per second; returns the actions as `second:action`. */
const play = (samples: readonly Partial<WatchdogSample>[], bytesPerSecond = 0): string[] => {
  let state = initialWatchdog(0);
  let receivedBytes = 0;
  return samples.flatMap((given, index) => {
    receivedBytes += bytesPerSecond;
    const decision = decideWatchdog(state, { ...well, receivedBytes, nowMs: (index + 1) * 1000, ...given });
    state = decision.state;
    return decision.action === 'none' ? [] : [`${index + 1}:${decision.action}`];
  });
};
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the media watchdog', () => {
  it('leaves a healthy call alone, and one in which nothing ever flowed', () => {
    expect(play(times(60, {}), 1000)).toEqual([]);
    expect(play(times(60, {}), 0)).toEqual([]);
  });

  it.each<RTCPeerConnectionState>(['disconnected', 'failed', 'closed'])(
    'restarts at once when a connection is %s',
    (publish) => {
      expect(play([{}, { publish }], 1000)).toEqual(['2:restart']);
      expect(play([{}, { subscribe: publish }], 1000)).toEqual(['2:restart']);
    },
  );

  it('restarts when pictures and sound stop for three seconds although all is connected', () => {
    expect(play([{ receivedBytes: 500 }, ...times(3, { receivedBytes: 500 })])).toEqual(['4:restart']);
  });

  it('accepts silence that was announced', () => {
    expect(play([{ receivedBytes: 500 }, ...times(10, { receivedBytes: 500, maySilence: true })])).toEqual([]);
  });

  it('gives whoever begins again after announced silence the time to come through', () => {
    const still = { receivedBytes: 500 };
    const hold = times(30, { ...still, maySilence: true });
    const back = [...times(5, still), { receivedBytes: 600 }, { receivedBytes: 700 }];
    expect(play([still, ...hold, ...back])).toEqual([]);
    expect(play([still, ...hold, ...times(8, still)])).toEqual(['39:restart']);
    expect(play([still, ...hold, ...back, ...times(3, { receivedBytes: 700 })])).toEqual(['41:restart']);
  });

  it('restarts after a change of network and is content when bytes flow again', () => {
    expect(play([{}, { networkChanged: true }, ...times(20, {})], 1000)).toEqual(['2:restart']);
  });

  it('rebuilds after eight seconds of failed repair, then again with growing pauses', () => {
    const actions = play([{}, ...times(120, { publish: 'failed' as const })], 1000);
    expect(actions).toEqual(['2:restart', '10:rebuild', '18:rebuild', '34:rebuild', '64:rebuild', '94:rebuild']);
  });

  it('stands down after a rebuild when all is connected and nobody sends', () => {
    const frozen = { receivedBytes: 500 };
    expect(play([frozen, ...times(60, frozen)])).toEqual(['4:restart', '12:rebuild']);
  });

  it('does not take a new connection that counts from nothing for a freeze or for growth', () => {
    expect(
      play([
        { receivedBytes: 900 },
        { receivedBytes: 1000 },
        { receivedBytes: 10 },
        { receivedBytes: 20 },
        { receivedBytes: 30 },
      ]),
    ).toEqual([]);
  });

  it('goes on watching a rebuild that was asked for from outside', () => {
    let state = noteRebuild(initialWatchdog(0), 0);
    const actions: WatchdogAction[] = [];
    for (let second = 1; second <= 9; second++) {
      const decision = decideWatchdog(state, {
        ...well,
        subscribe: 'connecting',
        receivedBytes: 0,
        nowMs: second * 1000,
      });
      state = decision.state;
      actions.push(decision.action);
    }
    expect(actions.indexOf('rebuild')).toBe(7);
  });
});
