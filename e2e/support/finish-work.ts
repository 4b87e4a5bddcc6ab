// What an agent does at the end of a day. Whoever just shuts the window is looked for a while, and then what they had comes
// back to the queue: in the middle of the next flow, on the same product.
import type { BrowserContext } from '@playwright/test';

const timeout = 10_000;

/** Ends what the agent signed in in this window still has, over the API, with whatever ending is needed; then signs them off. */
export async function finishWork(context: BrowserContext): Promise<void> {
  const desk = context.pages().find((page) => URL.parse(page.url())?.pathname.startsWith('/console'));
  if (!desk) return;
  const base = new URL(desk.url()).origin;
  const read = async <T>(path: string): Promise<T | null> => {
    const answer = await context.request.get(`${base}/api/v1${path}`, { timeout });
    return answer.ok() ? ((await answer.json()) as T) : null;
  };
  const send = (method: 'post' | 'put', path: string, data: unknown) =>
    context.request[method](`${base}/api/v1${path}`, { data, timeout });
  const endingOf = async (id: string): Promise<{ dispositionId?: string }> => {
    const found = await read<{ required: boolean; choices: { id: string }[] }>(`/conversations/${id}/endings`);
    const choice = found?.required ? found.choices[0] : undefined;
    return choice ? { dispositionId: choice.id } : {};
  };
  try {
    const mine = await read<{ conversations: { id: string }[] }>('/conversations?scope=mine&state=active');
    for (const { id } of mine?.conversations ?? [])
      await send('post', `/conversations/${id}/close`, await endingOf(id));
    const open = await read<{ wrapUps: { conversationId: string }[] }>('/wrap-ups');
    for (const { conversationId: id } of open?.wrapUps ?? [])
      await send('post', `/conversations/${id}/wrap-up/done`, await endingOf(id));
    await send('put', '/presence', { state: 'offline' });
  } catch (error) {
    // A flow may have killed or stopped a product of its own: then there is nothing left to end.
    if (!/ECONNREFUSED|ECONNRESET|socket hang up|Timeout/.test(String(error))) throw error;
  }
}
