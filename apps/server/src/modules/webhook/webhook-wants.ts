/** What webhooks need of the outside. */
export interface WebhookSender {
  /**
   * One POST, to an address that was looked up once, judged and kept: no redirects. Throws webhook_address_refused for
   * addresses that are not public, and plain errors when nothing answers.
   */
  post(request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  }): Promise<{ readonly status: number }>;
  /** Throws webhook_address_refused. */
  assertAllowed(url: string): Promise<void>;
}
