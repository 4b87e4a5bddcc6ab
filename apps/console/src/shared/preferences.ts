import { createSource } from '@visavis/client';

/** Small choices kept in this browser. */
export interface Preferences {
  readonly ringSound: boolean;
  readonly notify: boolean;
  readonly alarmSound: boolean;
}
const key = 'visavis.preferences';
const standard: Preferences = { ringSound: true, notify: false, alarmSound: false };

function load(): Preferences {
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>) };
  } catch {
    return standard;
  }
}
export const preferences = createSource<Preferences>(load());
export function setPreference(change: Partial<Preferences>): void {
  preferences.set({ ...preferences.get(), ...change });
  localStorage.setItem(key, JSON.stringify(preferences.get()));
}
