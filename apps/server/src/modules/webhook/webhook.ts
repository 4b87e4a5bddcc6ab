/** Standard Webhooks: what is signed, and how often a delivery is tried. */
export const signedText = (id: string, seconds: number, body: string): string => `${id}.${seconds}.${body}`;

/** One second after the first try, doubled each time up to ten minutes: given up after about half an hour. */
export const deliveryAttempts = 12;

/** Only an answer of 200 to 299 means that it has arrived. */
export const isTaken = (status: number): boolean => status >= 200 && status < 300;
