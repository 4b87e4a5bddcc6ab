// What must not get in, as people meet it: in readable words, and with nothing changed.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { axe, expect, test } from '../support/fixtures.ts';
import { accept, begin, goOffline, goOnline, people, said, signIn, wrapUp, write } from '../support/people.ts';

test('a wrong password is refused in words, and the right one still works', async ({ stack, agentWindow }) => {
  const page = await agentWindow();
  await page.goto(`${stack.url}/console/`);
  await page.getByLabel('Email').fill(people.marta);
  await page.getByLabel('Password').first().fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText(/password/i);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await signIn(page, stack.url, people.marta);
});

const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.document.title = "taken"</script></svg>';
const megabyte = 1024 * 1024;

/** The box for files has no label of its own: the button "File" opens it. */
async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^File/ }).click();
  await (await chooser).setFiles(path);
}

test('a drawing with a script and a file of 26 MB are refused in words, and nothing of them is in the conversation', async ({
  stack,
  visitorWindow,
  agentWindow,
}, info) => {
  test.slow();
  const file = (name: string, content: string | Buffer): string => {
    const path = info.outputPath(name);
    writeFileSync(path, content);
    return path;
  };
  const svg = file('drawing.svg', drawing);
  const falsePng = file('innocent.png', drawing);
  const large = file('large.pdf', Buffer.alloc(26 * megabyte, '%PDF-1.7\n'));
  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'I send you my papers.');
  await accept(agent).click();
  await expect(said(agent, 'I send you my papers.')).toBeVisible();

  for (const [page, other] of [
    [visitor, agent],
    [agent, visitor],
  ] as const) {
    await choose(page, svg);
    await expect(page.getByText(/This kind of file is not accepted/)).toBeVisible();
    await choose(page, falsePng);
    await expect(page.getByText(/This kind of file is not accepted|cannot be read/)).toHaveCount(2);
    await choose(page, large);
    await expect(page.getByText(/25 MB/)).toBeVisible({ timeout: 60_000 });
    await expect(other.getByText(/drawing\.svg|innocent\.png|large\.pdf/)).toHaveCount(0);
    const away = page.getByRole('button', { name: /^(Delete|Remove)$/ });
    for (let left = 3; left > 0; left -= 1) {
      await away.first().click();
      await expect(away).toHaveCount(left - 1);
    }
    await expect(page.getByText(/drawing\.svg|innocent\.png|large\.pdf/)).toHaveCount(0);
  }
  await write(visitor, 'That did not work.');
  await expect(said(agent, 'That did not work.')).toBeVisible();
  for (const page of [visitor, agent]) {
    await page.reload();
    await expect(said(page, 'That did not work.')).toBeVisible();
    await expect(page.getByText(/drawing\.svg|innocent\.png|large\.pdf/)).toHaveCount(0);
  }
  await wrapUp(agent);
  await goOffline(agent);
});

test('the page of another origin can neither sign in nor open a socket in the name of an agent', async ({
  stack,
  agentWindow,
}) => {
  const page = await agentWindow();
  await signIn(page, stack.url, people.grace);
  const stranger = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Stranger</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => stranger.once('listening', done));
  try {
    const origin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const tab = await page.context().newPage();
    await tab.goto(`${origin}/`);
    const answers = await tab.evaluate(async (url) => {
      const readable = (path: string, init: RequestInit) =>
        fetch(`${url}${path}`, { ...init, credentials: 'include' }).then(
          (answer) => `read ${answer.status}`,
          () => 'refused',
        );
      const socket = (path: string) =>
        new Promise<string>((done) => {
          const line = new WebSocket(`${url.replace('http', 'ws')}${path}`);
          line.onmessage = ({ data }) => {
            if (String(data).startsWith('0')) line.send('40/agent,');
            else if (String(data).startsWith('40/agent')) done('open');
            else if (String(data).startsWith('44/agent')) done('refused');
          };
          line.onerror = () => done('refused');
        });
      return [
        await readable('/api/v1/auth/me', {}),
        await readable('/api/v1/auth/sign-out-everywhere', { method: 'POST' }),
        await socket('/socket/?EIO=4&transport=websocket'),
      ];
    }, stack.url);
    expect(answers).toEqual(['refused', 'refused', 'refused']);
    await page.reload();
    await expect(page.getByRole('link', { name: 'Work' })).toBeVisible();
  } finally {
    stranger.close();
  }
});

test('what is not finished is said at its place while it is typed: an address to ring, a comfort message, a circle of lines', async ({
  stack,
  agentWindow,
}) => {
  test.slow();
  const page = await agentWindow();
  await signIn(page, stack.url, people.admin);

  await page.goto(`${stack.url}/console/rules`);
  await page.getByRole('button', { name: /^VIPs to their own people/ }).click();
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('button', { name: 'stage', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Offer something else/ }).click();
  await page.getByRole('checkbox', { name: 'An address to ring or open' }).check();
  await expect(page.getByText(/^Write what to ring or open/)).toBeVisible();
  await expect(page.getByText('Write what the visitor reads on the button.')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Address' }).fill('0808 157 0199');
  await expect(page.getByText(/^Begin the address with tel:/)).toBeVisible();
  await axe(page);
  await page.getByRole('textbox', { name: 'Address' }).fill('tel:+448081570199');
  await expect(page.getByText(/^Begin the address with tel:/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Done' }).click();
  // Two texts lack; at the stage itself that is said once.
  await expect(page.getByText('Something has to be chosen or filled in here.')).toHaveCount(1);
  await page.getByRole('button', { name: 'Discard' }).click();

  await page.goto(`${stack.url}/console/groups`);
  const form = page.getByRole('dialog');
  const overflow = form.getByRole('combobox', { name: 'Then' });
  const leadTo = async (from: string, to: string): Promise<void> => {
    await page.getByRole('button', { name: `Edit ${from}` }).click();
    await overflow.click();
    await page.getByRole('option', { name: to }).click();
  };
  await leadTo('Mortgages', 'Go on with Everyday banking');
  const own = form.getByRole('switch', { name: 'Set it here' });
  await own.check();
  await form.getByRole('textbox', { name: 'Units in all' }).fill('0');
  await form.getByRole('textbox', { name: 'Text: at once' }).fill('99');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Enter 1 or more for “Units in all”.')).toBeVisible();
  await expect(form.getByText('Enter 20 or less for “Text: at once”.')).toBeVisible();
  await own.uncheck();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await leadTo('Everyday banking', 'Go on with Mortgages');
  const circle = 'This leads round in a circle: Everyday banking › Mortgages › Everyday banking.';
  await expect(form.getByText(circle)).toBeVisible();
  await form.getByRole('button', { name: 'Add a message' }).click();
  await expect(form.getByText(/^Fill in “In (English|Chinese)”\.$/)).toHaveCount(2);
  await form.getByRole('textbox', { name: 'In English' }).fill('Nearly there.');
  await expect(form.getByText('Fill in “In Chinese”.')).toBeVisible();
  await axe(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Fill in “In Chinese”.')).toBeVisible();
  await form.getByRole('textbox', { name: 'In Chinese' }).fill('马上就到。');
  await form.getByRole('button', { name: 'Save' }).click();
  // The server keeps to the same rule.
  await expect(form.getByText(circle)).toBeVisible();
  await overflow.click();
  await page.getByRole('option', { name: 'Tell the visitor that nobody could come' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await leadTo('Mortgages', 'Tell the visitor that nobody could come');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
});
