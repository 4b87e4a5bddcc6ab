export { CallScreen } from './CallScreen.tsx';
export { type CallSession, createCallSession, type MediaPorts, realMedia } from './call-session.ts';
export { Devices } from './Devices.tsx';
export { OwnPreview } from './Pictures.tsx';
