export {
  type CallConnection,
  type CallMedia,
  type CallMediaEvent,
  type CallMediaOptions,
  createCallMedia,
} from './call-media.ts';
export { capabilityProblem, type DeviceProblem, deviceProblemOf } from './device-errors.ts';
export {
  type AcquiredDevices,
  acquireCamera,
  acquireDevices,
  acquireMicrophone,
  type DeviceChoice,
  type DeviceEntry,
  type DeviceKind,
  type DeviceList,
  type DeviceResult,
  listDevices,
  watchDevices,
} from './devices.ts';
export { loudness, meterLevel } from './level-meter.ts';
export type { QualityVerdict } from './quality.ts';
export type {
  IceCandidate,
  MediaConnection,
  MediaLog,
  MediaSignal,
  PublishedTrack,
  SubscribedStream,
  SubscriptionOffer,
  TrackKind,
  TrackSource,
} from './signal.ts';
export { createWarmCall, type WarmCall, type WarmedCall } from './warm-call.ts';
