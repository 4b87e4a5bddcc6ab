/** A fresh key in the form of Standard Webhooks. */
export function newWebhookKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
