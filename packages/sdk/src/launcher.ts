import { launcherCss } from './launcher-css.ts';
import { isFromPanel, loaderSource, type PanelState, type ToPanel } from './messages.ts';
import { type PanelWatch, watchPanel } from './panel-watch.ts';
import { makeRefusedPanel } from './refused-panel.ts';
import { whoIsThere } from './who.ts';

export interface LauncherOptions {
  /** Origin of the Visavis server; messages are exchanged with it only. */
  readonly origin: string;
  readonly channel: string;
  /** Language tag of the person or the page. */
  readonly language: string;
  /** Background of the button, `#rrggbb`; ours when null. */
  readonly color: string | null;
}

const texts = {
  en: {
    talk: 'Talk to us',
    close: 'Close',
    panel: 'Talk to us',
    unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
  },
  zh: { talk: '联系我们', close: '关闭', panel: '联系我们', unread: (count: number) => `${count} 条新消息` },
} as const;

const icon =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5.5 4.5h13A2.5 2.5 0 0 1 21 7v7.5a2.5 2.5 0 0 1-2.5 2.5H11l-5 3.5V17h-.5A2.5 2.5 0 0 1 3 14.5V7a2.5 2.5 0 0 1 2.5-2.5ZM7.5 9h9M7.5 12.5h5.5"/></svg>';

/** The page's own storage, only after use: an open conversation comes back on the next page of the same visit. */
function remember(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is refused here: the panel stays closed on the next page, the conversation itself is not lost.
  }
}
function remembered(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Puts the button on the page and, once pressed, the panel beside it. Returns the way to take both away. */
export function mountLauncher({ origin, channel, language, color }: LauncherOptions): () => void {
  const lang = /^zh\b/i.test(language) ? 'zh' : 'en';
  const words = texts[lang];
  const key = `visavis:${channel}`;
  const host = document.createElement('div');
  // The page's own rules must not reach the place we stand in.
  host.style.cssText = 'all:initial;position:fixed;z-index:2147483000;right:0;bottom:0';
  const shadow = host.attachShadow({ mode: 'open' });
  // A constructed sheet also works where the page's policy forbids inline styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherCss);
  shadow.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'launch';
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-label', words.talk);
  button.lang = lang;
  button.innerHTML = `${icon}<span>${words.talk}</span> <em hidden></em>`;
  if (color !== null) button.style.background = color;
  const badge = button.querySelector('em') as HTMLElement;
  shadow.append(button);
  let frame: HTMLIFrameElement | null = null;
  let watch: PanelWatch | undefined;
  let refused: HTMLElement | null = null;
  let open = false;
  let rang = false;
  let ready = false;

  const tell = (type: ToPanel['type']) => {
    if (ready) frame?.contentWindow?.postMessage({ source: loaderSource, type }, origin);
  };

  function makeFrame(): HTMLIFrameElement {
    const made = document.createElement('iframe');
    made.title = words.panel;
    made.allow = ['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen']
      .map((name) => `${name} ${origin}`)
      .join('; ');
    made.src = `${origin}/widget/${encodeURIComponent(channel)}?origin=${encodeURIComponent(location.origin)}`;
    watch = watchPanel(refuse);
    made.addEventListener('load', watch.loaded);
    shadow.append(made);
    return made;
  }

  /** The browser does not show our page here. Opening again tries again. */
  function refuse(): void {
    const focused = shadow.activeElement === frame;
    frame?.remove();
    frame = null;
    ready = false;
    if (!open) return;
    refused = makeRefusedPanel(lang, `${origin}/c/${encodeURIComponent(channel)}`, () => show(false));
    shadow.append(refused);
    if (focused) refused.querySelector('button')?.focus();
  }

  function show(now: boolean, focus = true): void {
    open = now;
    refused?.remove();
    refused = null;
    if (now) frame ??= makeFrame();
    frame?.classList.toggle('open', now);
    button.classList.toggle('away', now);
    button.setAttribute('aria-expanded', String(now));
    document.documentElement.toggleAttribute('data-visavis-open', now);
    if (now) {
      badge.hidden = true;
      button.setAttribute('aria-label', words.talk);
    }
    tell(now ? 'opened' : 'closed');
    if (now && focus) frame?.focus();
    else if (focus) button.focus();
    if (remembered(key) !== null) remember(key, now ? 'open' : 'closed');
  }

  function onMessage(event: MessageEvent): void {
    if (frame === null || event.source !== frame.contentWindow || event.origin !== origin || !isFromPanel(event.data))
      return;
    const message = event.data;
    watch?.heard();
    switch (message.type) {
      case 'ready':
        ready = true;
        tell(open ? 'opened' : 'closed');
        break;
      case 'who':
        void whoIsThere(window.visavis).then((known) => frame?.contentWindow?.postMessage(known, origin));
        break;
      case 'close':
        show(false);
        break;
      case 'size':
        frame.dataset.size = message.size;
        break;
      case 'state':
        takeState(message);
    }
  }

  function takeState({ unread, active, attention }: PanelState): void {
    remember(key, active ? (open ? 'open' : 'closed') : null);
    badge.hidden = open || unread === 0;
    badge.textContent = String(unread);
    button.setAttribute('aria-label', badge.hidden ? words.talk : `${words.talk}, ${words.unread(unread)}`);
    // A ring brings the panel up once; whoever closes it again is left in peace.
    if (attention && !rang && !open) show(true, false);
    rang = attention;
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && open && !event.defaultPrevented) show(false);
  }

  button.addEventListener('click', () => show(!open));
  window.addEventListener('message', onMessage);
  window.addEventListener('keydown', onKey);
  document.body.append(host);
  const before = remembered(key);
  if (before !== null) {
    frame = makeFrame();
    if (before === 'open') show(true, false);
  }

  return () => {
    watch?.stop();
    window.removeEventListener('message', onMessage);
    window.removeEventListener('keydown', onKey);
    host.remove();
  };
}
