import type { Call } from '@visavis/protocol';

export interface OwnDevices {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** What the visitor's side of this call sends, as the server knows it: a reload must not undo "muted" or "camera off". Pure. */
export function ownDevicesOf(call: Pick<Call, 'kind' | 'participants'>): OwnDevices {
  const own = call.participants.find(({ side }) => side === 'visitor');
  return { microphone: own?.microphone ?? true, camera: own?.camera ?? call.kind === 'video' };
}
