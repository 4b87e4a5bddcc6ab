/** Why a camera or microphone cannot be had; each has its own words and its own way out on the screen. */
export type DeviceProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'unsupported' | 'failed';

const problems: Readonly<Record<string, DeviceProblem>> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
  TypeError: 'unsupported',
};

/** Reads the error of getUserMedia. Browsers differ in names, old ones above all. */
export const deviceProblemOf = (error: unknown): DeviceProblem => {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return problems[name] ?? 'failed';
};

/** Whether asking can work at all on this page. */
export const capabilityProblem = (page: {
  readonly isSecureContext: boolean;
  readonly hasMediaDevices: boolean;
  readonly hasPeerConnection: boolean;
}): DeviceProblem | null => {
  if (!page.isSecureContext) return 'insecure';
  return page.hasMediaDevices && page.hasPeerConnection ? null : 'unsupported';
};
