import { effect } from '@preact/signals';
import { type FromPanel, isKnown, isToPanel, panelSource } from '@visavis/sdk';
import { channelKeyOf, mount, openVisit } from './app/start.tsx';
import { type KnownVisitor, nobodyKnown } from './shared/api/api.ts';
import './widget.css';

/** The embedding page named itself; the browser delivers our messages to that origin only, whoever really embeds us. */
const embedder = new URLSearchParams(location.search).get('origin') ?? '';
const tell = (message: FromPanel): void => {
  if (embedder !== '' && window.parent !== window) window.parent.postMessage(message, embedder);
};

/** How long the page may take to say who is there; it may have to ask its own server. */
const whoPatienceMs = 4_000;
const who = (): Promise<KnownVisitor> =>
  new Promise((resolve) => {
    if (embedder === '' || window.parent === window) return resolve(nobodyKnown);
    const done = (known: KnownVisitor) => {
      window.removeEventListener('message', listen);
      clearTimeout(late);
      resolve(known);
    };
    const listen = ({ source, origin, data }: MessageEvent) => {
      if (source === window.parent && origin === embedder && isKnown(data)) done(data);
    };
    const late = setTimeout(() => done(nobodyKnown), whoPatienceMs);
    window.addEventListener('message', listen);
    tell({ source: panelSource, type: 'who' });
  });

const visit = openVisit(channelKeyOf(location.pathname), who);
const { state } = visit;
const root = document.getElementById('app');
let open = false;

// Nothing counts as read before the loader has said that the panel is open.
visit.setLooking('panel', false);

function close(): void {
  open = false;
  visit.setLooking('panel', false);
  tell({ source: panelSource, type: 'close' });
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.origin !== embedder || !isToPanel(event.data)) return;
  open = event.data.type === 'opened';
  visit.setLooking('panel', open);
  if (open) document.querySelector<HTMLElement>('textarea, h1[tabindex]')?.focus();
});
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('dialog[open]') === null) close();
});

effect(() => {
  const conversation = state.conversation.value;
  const call = state.call.value;
  const rings = call?.state === 'ringing' && call.ringing === 'visitor';
  tell({
    source: panelSource,
    type: 'state',
    unread: state.unread.value,
    // The page may change under the panel: an open conversation asks to be opened again on the next one.
    active: conversation !== null && conversation.state !== 'closed',
    attention: rings || call?.state === 'connecting',
  });
});

if (root !== null) {
  mount(visit, { kind: 'widget', close, setSize: (size) => tell({ source: panelSource, type: 'size', size }) }, root);
  void visit.begin().then(() => tell({ source: panelSource, type: 'ready' }));
}
