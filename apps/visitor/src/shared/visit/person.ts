/** Who the embedding page says is sitting there. The server decides what that is worth; here it only keeps people apart. */
import { CommandError } from '@visavis/client/realtime';
import type { Language, Visit } from '@visavis/protocol';
import type { Api, KnownVisitor } from '../api/api.ts';
import type { KeyStore } from './key-store.ts';

/** The subject of a signed identity, not checked; null where there is none. */
export function personOf(identity: string | null): string | null {
  try {
    const [, payload = ''] = (identity ?? '').split('.');
    const { sub } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown };
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

/**
 * May the visit that this browser remembers go on for whoever sits there now? Never for somebody else, nor after they signed
 * out of the page. An anonymous visit goes on when somebody signs in during a conversation, else it begins anew with the name.
 */
export function visitGoesOn(keys: KeyStore, person: string | null): boolean {
  const before = keys.get('person') ?? null;
  if (before === person) return true;
  return before === null && keys.get('open') === 'yes';
}

/** Forgets the visit of whoever sat there before, and what they had begun to write. */
export function forgetVisit(keys: KeyStore): void {
  for (const key of ['token', 'person', 'open', 'written', 'words', 'dismissed']) keys.remove(key);
}

/** A visit with what the page says. What the server refuses of it is left out: nobody stays without service for it. */
export async function startKnownVisit(
  ports: { readonly api: Api; readonly channelKey: string; readonly log: (message: string, error: unknown) => void },
  language: Language,
  known: KnownVisitor,
): Promise<{ readonly visit: Visit; readonly person: string | null }> {
  let { identity, attributes } = known;
  for (;;) {
    try {
      const visit = await ports.api.startVisit(ports.channelKey, language, { identity, attributes });
      return { visit, person: personOf(identity) };
    } catch (error) {
      const code = error instanceof CommandError ? error.code : '';
      if (identity !== null && code.startsWith('identity_')) identity = null;
      else if (Object.keys(attributes).length > 0 && ['attributes_refused', 'request_invalid'].includes(code))
        attributes = {};
      else throw error;
      ports.log('what the page says of the visitor was refused', error);
    }
  }
}
