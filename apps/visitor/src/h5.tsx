import { takeCallbackLink, withCallbackLink } from './app/callback-link.ts';
import { channelKeyOf, mount, openVisit } from './app/start.tsx';

const visit = withCallbackLink(openVisit(channelKeyOf(location.pathname)), takeCallbackLink());
const root = document.getElementById('app');
if (root !== null) {
  mount(visit, { kind: 'page', setSize: () => undefined }, root);
  void visit.begin();
}
