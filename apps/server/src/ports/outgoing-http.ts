/** Requests to systems outside, whose addresses administrators type in: guarded, bounded, never following redirects. */

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it: finding the address, connecting, sending, the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export type OutgoingAnswer =
  /** `body` is cut where it becomes longer than allowed; then `whole` is false. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly whole: boolean }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The address leads into a network that may not be asked, or is no http(s) address. */
  | { readonly kind: 'refused' };

export interface OutgoingHttp {
  /** Never rejects. */
  post(request: OutgoingRequest): Promise<OutgoingAnswer>;
}
