import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { language } from '../i18n/index.ts';
import type { Actions } from './actions.ts';
import type { Visit } from './visit.ts';

/** Where the page stands: by itself, or as a panel on somebody's page. */
export interface Host {
  readonly kind: 'page' | 'widget';
  /** Closes the panel; the conversation is kept. */
  readonly close?: () => void;
  /** Asks for more room during a call. */
  readonly setSize: (size: 'panel' | 'call' | 'large') => void;
}

export interface VisitContextValue {
  readonly visit: Visit;
  readonly actions: Actions;
  readonly host: Host;
}

export const VisitContext = createContext<VisitContextValue | null>(null);

export function useVisit(): VisitContextValue & { readonly state: Visit['state'] } {
  const value = useContext(VisitContext);
  if (value === null) throw new Error('no visit around this component');
  return { ...value, state: value.visit.state };
}

/** The name visitors know the other side by, in their language. */
export function useBrand(): string {
  return useVisit().state.channel.value?.brand[language.value] ?? '';
}
