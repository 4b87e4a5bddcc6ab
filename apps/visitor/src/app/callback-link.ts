import { CommandError } from '@visavis/client/realtime';
import { forgetVisit, type Visit } from '../shared/visit/index.ts';

const mark = '#callback=';

/** The token of the link that was opened. It leaves the address at once, so that it is neither reloaded nor passed on. */
export function takeCallbackLink(): string | null {
  if (!location.hash.startsWith(mark)) return null;
  const link = location.hash.slice(mark.length);
  history.replaceState(null, '', location.pathname + location.search);
  return link;
}

/** What of a visit a link changes. */
type Linked = Pick<Visit, 'begin' | 'state'> & { readonly ports: Pick<Visit['ports'], 'api' | 'keys'> };

/**
 * Somebody opened the link they were sent: from here on this page is theirs. A link that has been used up says so, above the page
 * as anybody finds it; one that cannot be asked about just now is kept, and beginning anew asks again.
 */
export function withCallbackLink<V extends Linked>(visit: V, opened: string | null): V {
  const { state, ports } = visit;
  let link = opened;
  const become = async (token: string): Promise<void> => {
    const visitOfLink = await ports.api.openCallbackLink(token);
    // Whoever used this browser before has a visit of their own, which does not go on.
    forgetVisit(ports.keys);
    ports.keys.set('token', visitOfLink.token);
  };
  return {
    ...visit,
    async begin() {
      try {
        if (link !== null) await become(link);
      } catch (error) {
        const known = error instanceof CommandError;
        const code = known ? error.code : 'internal';
        if (!known || error.retryable) {
          state.boot.value = { state: 'failed', code };
          return;
        }
        state.failure.value = code;
      }
      link = null;
      await visit.begin();
    },
  };
}
