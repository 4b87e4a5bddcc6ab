/** Pure: does this Origin header name one of our own pages? */
export interface OwnAddress {
  /** Origin of PUBLIC_URL, when set. */
  readonly publicOrigin: string | null;
}

export const originOf = (url: string): string | null => {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
};

/**
 * Browsers send Origin with every cross-origin request and every unsafe same-origin one. No Origin: not a browser page,
 * so there is no cookie to abuse. Ours: PUBLIC_URL's origin, or the very host the request was sent to.
 */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined, own: OwnAddress): boolean => {
  if (origin === undefined) return true;
  const parsed = originOf(origin);
  if (parsed === null) return false;
  if (own.publicOrigin !== null && parsed === own.publicOrigin) return true;
  return host !== undefined && new URL(parsed).host === host.toLowerCase();
};
