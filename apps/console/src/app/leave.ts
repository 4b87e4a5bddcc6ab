import { createContext } from 'react';
import type { EndedReason } from '../features/sign-in/index.ts';

/** Ends the signed-in part of the console, saying why. */
export const LeaveContext = createContext<(reason: EndedReason) => void>(() => undefined);
