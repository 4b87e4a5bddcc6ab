import { type Known, loaderSource } from './messages.ts';

/** What the page may say of its visitor, as `window.visavis`; looked at each time it is needed. */
export interface PageSays {
  /** A signed identity of at most ten minutes, or the way to a fresh one. */
  readonly identity?: string | null | (() => string | null | Promise<string | null>);
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}
declare global {
  interface Window {
    visavis?: PageSays;
  }
}

/** Never fails: a page that cannot say who is there has nobody in particular. */
export async function whoIsThere(says: PageSays | undefined): Promise<Known> {
  const said = says?.identity;
  let identity: unknown = null;
  try {
    identity = typeof said === 'function' ? await said() : said;
  } catch {
    // The page's own server did not answer; its visitor is served all the same.
  }
  const attributes = { ...says?.attributes };
  return { source: loaderSource, type: 'known', identity: typeof identity === 'string' ? identity : null, attributes };
}
