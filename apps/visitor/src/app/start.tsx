import { effect } from '@preact/signals';
import { browserOutboxStorage, connect, newUuid } from '@visavis/client/realtime';
import type { VisitorEvents } from '@visavis/protocol';
import { render } from 'preact';
import { createApi, type KnownVisitor } from '../shared/api/api.ts';
import { language } from '../shared/i18n/index.ts';
import { followPreferences } from '../shared/ui/preferences.ts';
import { paintTheme } from '../shared/ui/theme.ts';
import {
  browserKeyStore,
  createActions,
  createVisit,
  type Host,
  type Visit,
  VisitContext,
} from '../shared/visit/index.ts';
import { App } from './App.tsx';
import { type LoadCalls, lazyCalls } from './calls.ts';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import '../shared/styles/frame.css';

/** For the developer's console only; what a visitor must know stands on the screen. */
const log = (message: string, error: unknown): void => {
  // biome-ignore lint/suspicious/noConsole: the one place that writes to it
  console.warn(`Visavis: ${message}`, error);
};

/** The last part of `/c/<key>` or `/widget/<key>`. */
export const channelKeyOf = (pathname: string): string =>
  decodeURIComponent(pathname.split('/').filter(Boolean).at(-1) ?? '');

export function openVisit(channelKey: string, who?: () => Promise<KnownVisitor>): Visit {
  const keys = browserKeyStore(`visavis:${channelKey}:`);
  followPreferences(browserKeyStore('visavis:'), navigator.languages);
  return createVisit({
    channelKey,
    ...(who ? { who } : {}),
    api: createApi(),
    connect: (token) => connect<VisitorEvents>({ url: '', namespace: '/visitor', auth: () => ({ token: token() }) }),
    keys,
    outboxStorage: browserOutboxStorage(`visavis-${channelKey}`, (error) =>
      log('messages are kept in memory only', error),
    ),
    newId: newUuid,
    language: () => language.value,
    log,
  });
}

/** Draws the visit into the page and keeps title, colour and language in step. */
export function mount(visit: Visit, host: Host, root: HTMLElement, loadCalls: LoadCalls = lazyCalls(visit)): void {
  const actions = createActions(visit);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let painted = '';
  effect(() => {
    const channel = visit.state.channel.value;
    if (channel === null) return;
    const unread = visit.state.unread.value;
    document.title = unread > 0 ? `(${unread}) ${channel.brand[language.value]}` : channel.brand[language.value];
    if (painted === channel.themeColor) return;
    painted = channel.themeColor;
    paintTheme(painted, document.documentElement, dark);
  });
  let told = language.value;
  effect(() => {
    const now = language.value;
    if (now === told || !visit.state.greeted.value) return;
    told = now;
    // The agent's console shows it; nothing the visitor does depends on it.
    visit
      .online()
      .command('visitor:update', { language: now })
      .catch((error: unknown) => log('the language was not told', error));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') visit.tellMarks();
  });
  render(
    <VisitContext.Provider value={{ visit, actions, host }}>
      <App loadCalls={loadCalls} />
    </VisitContext.Provider>,
    root,
  );
}
