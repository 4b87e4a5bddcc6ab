import { channelKeyOf, mount, openVisit } from './app/start.tsx';

const visit = openVisit(channelKeyOf(location.pathname));
const root = document.getElementById('app');
if (root !== null) {
  mount(visit, { kind: 'page', setSize: () => undefined }, root);
  void visit.begin();
}
