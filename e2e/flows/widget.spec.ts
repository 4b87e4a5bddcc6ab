// The widget: one script tag on the bank's page, which is another origin than ours.
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sitBefore } from '../support/faces.ts';
import { axe, desk, expect, needsMedia, picture, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  type begin,
  expectBothMoving,
  goOffline,
  goOnline,
  people,
  said,
  signIn,
  wrapUp,
  write,
} from '../support/people.ts';

const panelOf = (page: Parameters<typeof begin>[0]) => page.frameLocator('iframe[title="Talk to us"]');

test('on the page of the bank a visitor opens the widget, writes and is answered', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  const page = await visitorWindow({ viewport: desk });
  // Under the name that the start prints: the same site as ours, as a bank would have it, so that storage is not refused.
  const bank = stack.demoUrl.replace('127.0.0.1', 'localhost');
  await page.goto(`${bank}/demo/`);
  expect(new URL(bank).port).not.toBe(new URL(stack.url).port);
  await page.getByRole('button', { name: 'Talk to us' }).click();
  const panel = panelOf(page);
  await expect(panel.getByRole('button', { name: /^Video/ })).toBeVisible();
  await axe(page);
  await picture(page, 'widget');
  await panel.getByRole('button', { name: /^Write/ }).click();
  await write(panel, 'Do you open on Saturdays?');
  await accept(agent).click();
  await write(agent, 'Yes, until noon.');
  await expect(said(panel, 'Yes, until noon.')).toBeVisible();

  await test.step('the conversation follows to the next page of the bank', async () => {
    await page.reload();
    await expect(said(panel, 'Do you open on Saturdays?')).toBeVisible();
    await write(panel, 'Thank you!');
    await expect(said(agent, 'Thank you!')).toBeVisible();
  });
  await wrapUp(agent);
  await expect(panel.getByRole('heading', { name: 'Thank you for talking to us' })).toBeVisible();
  await goOffline(agent);
});

test('the bank says who its visitor is: known to the agent, and kept apart from whoever signs in next', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const key = Buffer.alloc(32, 3);
  const identityOf = (sub: string, displayName: string): string => {
    const iat = Math.floor(Date.now() / 1_000);
    const parts = [{ alg: 'HS256' }, { sub, displayName, aud: 'demo', iat, exp: iat + 300, vipLevel: 6 }];
    const head = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
  };
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  const rest = admin.context().request;
  const { channels } = await (await rest.get(`${stack.url}/api/v1/channels`)).json();
  const { id } = channels.find((channel: { key: string }) => channel.key === 'demo');
  const secret = key.toString('base64');
  const put = await rest.put(`${stack.url}/api/v1/channels/${id}/identity`, {
    data: { key: { algorithm: 'HS256', secret }, pageAttributes: ['page'] },
  });
  expect(put.status()).toBe(200);

  const page = await visitorWindow({ viewport: desk });
  let identity = identityOf('customer-1', 'Chen Yu');
  await page.exposeFunction('freshIdentity', () => identity);
  await page.addInitScript(() => {
    // In the widget's own frame there is no such function, and nobody looks.
    Object.assign(window, {
      visavis: {
        identity: () => (window as unknown as { freshIdentity(): Promise<string> }).freshIdentity(),
        attributes: { page: location.pathname },
      },
    });
  });
  await page.goto(`${stack.demoUrl.replace('127.0.0.1', 'localhost')}/demo/`);
  await page.getByRole('button', { name: 'Talk to us' }).click();
  const panel = panelOf(page);
  await panel.getByRole('button', { name: /^Write/ }).click();
  await write(panel, 'It is me.');
  await expect(said(panel, 'It is me.')).toBeVisible();
  // Callers of another flow who are gone may still have their place for a while.
  const open = async () => {
    const waiting = await (await rest.get(`${stack.url}/api/v1/conversations?scope=all&state=waiting`)).json();
    return waiting.conversations.filter((one: { channel: { name: string } }) => one.channel.name === 'Bank website');
  };
  await expect.poll(open).toMatchObject([{ visitor: { displayName: 'Chen Yu' } }]);
  const [{ visitor }] = await open();
  const { profile } = await (await rest.get(`${stack.url}/api/v1/visitors/${visitor.id}`)).json();
  expect(profile).toMatchObject({ externalId: 'customer-1', vipLevel: 6, attributes: { page: '/demo/' } });

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  await accept(agent).click();
  await expect(said(agent, 'It is me.')).toBeVisible();

  await test.step('the same person comes back to the conversation', async () => {
    await page.reload();
    await expect(said(panel, 'It is me.')).toBeVisible();
  });
  await test.step('somebody else on the same machine sees nothing of it', async () => {
    identity = identityOf('customer-2', 'Somebody Else');
    await page.reload();
    await expect(panel.getByRole('button', { name: /^Write/ })).toBeVisible();
    await expect(said(panel, 'It is me.')).toHaveCount(0);
  });
  await wrapUp(agent);
  await goOffline(agent);
  await rest.put(`${stack.url}/api/v1/channels/${id}/identity`, { data: { key: null, pageAttributes: [] } });
});

test('from the widget a visitor asks for video, is rung through and both see each other', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const agent = await agentWindow();
  await sitBefore(agent, 'grace');
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  const page = await visitorWindow({ viewport: desk });
  await sitBefore(page, 'visitor');
  await page.goto(`${stack.demoUrl}/demo/`);
  await page.getByRole('button', { name: 'Talk to us' }).click();
  const panel = panelOf(page);
  await askForCall(panel);
  await expect(panel.getByRole('status').filter({ hasText: /next|in line/ })).toBeVisible();
  await expect(agent.getByRole('region', { name: /^Ringing: Video/ })).toBeVisible();
  await accept(agent).click();
  await expectBothMoving(panel, agent);
  await picture(page, 'widget-call');
  await panel.getByRole('button', { name: /^End/ }).click();
  await expect(agent.getByRole('button', { name: /^Hang up/ })).toHaveCount(0);
  await wrapUp(agent);
  await expect(panel.getByRole('heading', { name: 'Thank you for talking to us' })).toBeVisible();
  await goOffline(agent);
});

/** Somebody else's page, which no channel allows. */
async function strangersPage(html: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

test('a page that is not among the origins of the channel cannot frame the widget', async ({
  stack,
  visitorWindow,
}) => {
  const { url, server } = await strangersPage(
    `<!doctype html><title>Stranger</title><iframe title="stolen" src="${stack.url}/widget/demo"></iframe>`,
  );
  try {
    const page = await visitorWindow({ viewport: desk });
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(url);
    await expect.poll(() => refused.join('\n')).toContain('frame-ancestors');
    await expect(page.frameLocator('iframe').getByRole('button', { name: /^Video/ })).toHaveCount(0);
  } finally {
    server.close();
  }
});
