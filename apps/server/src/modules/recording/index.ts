export { createCaptureRegister } from './capture-service.ts';
export { recordingTransitions } from './recording.ts';
