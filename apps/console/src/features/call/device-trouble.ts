import type { AcquiredDevices } from '@visavis/client/media';
import type { DeviceTrouble } from './live-call.ts';

/** The first device that could not be opened. Pure. */
export function troubleOf(devices: AcquiredDevices): DeviceTrouble | null {
  if (devices.microphone && !devices.microphone.ok)
    return { device: 'microphone', problem: devices.microphone.problem };
  if (devices.camera && !devices.camera.ok) return { device: 'camera', problem: devices.camera.problem };
  return null;
}
