import type { Call, Participant } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { ownDevicesOf } from './own-devices.ts';

const participant = (side: 'visitor' | 'agent', microphone: boolean, camera: boolean): Participant => ({
  id: side as Participant['id'],
  side,
  agentId: null,
  displayName: null,
  leaving: false,
  state: 'joined',
  microphone,
  camera,
});
const call = (kind: Call['kind'], ...participants: Participant[]) => ({ kind, participants });

describe('own devices on joining a call', () => {
  it.each([
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ])('are as the server knows them: microphone %s, camera %s', (microphone, camera) =>
    expect(
      ownDevicesOf(call('video', participant('agent', true, true), participant('visitor', microphone, camera))),
    ).toEqual({ microphone, camera }),
  );

  it('keep a camera that was opened in a voice call', () =>
    expect(ownDevicesOf(call('voice', participant('visitor', true, true))).camera).toBe(true));

  it('follow the kind of the call while the own side is unknown', () => {
    expect(ownDevicesOf(call('video'))).toEqual({ microphone: true, camera: true });
    expect(ownDevicesOf(call('voice', participant('agent', false, true)))).toEqual({ microphone: true, camera: false });
  });
});
