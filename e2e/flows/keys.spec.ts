// Keys: an administrator makes one for a machine and one for signed identities; both work, and both end.
import { createHmac } from 'node:crypto';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { people, signIn } from '../support/people.ts';

test('a machine works with an API key until it is revoked', async ({ stack, agentWindow }) => {
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  await admin.goto(`${stack.url}/console/api-keys`);
  await expect(admin.getByText('No keys yet')).toBeVisible();
  await admin.getByRole('button', { name: 'Make a key' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('CRM of the branch');
  await dialog.getByRole('button', { name: 'Make a key' }).click();
  const key = await dialog.getByRole('textbox', { name: 'The key' }).inputValue();
  expect(key).toMatch(/^vvk_/);
  await axe(admin);
  await picture(admin, 'api-key-once');
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await expect(dialog).toHaveCount(0);

  // No cookie, no Origin: what a program on a server sends.
  const ask = async (path: string) => {
    const answer = await fetch(`${stack.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  expect((await ask('/api/v1/floor')).status).toBe(200);
  expect(await ask('/api/v1/channels/00000000-0000-7000-8000-000000000000/identity')).toMatchObject({
    ...{ status: 403, body: { code: 'forbidden' } },
  });
  await admin.reload();
  const row = admin.getByRole('row', { name: /CRM of the branch/ });
  await expect(row.getByText('never')).toHaveCount(0);
  await expect(row.getByText(`…${key.slice(-4)}`)).toBeVisible();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row.getByText('Revoked', { exact: true })).toBeVisible();
  await axe(admin);
  await picture(admin, 'api-keys');
  expect(await ask('/api/v1/floor')).toMatchObject({ status: 401, body: { code: 'api_key_revoked' } });
});

test('a channel believes what is signed with its key, and only with the newest', async ({ stack, agentWindow }) => {
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  await admin.goto(`${stack.url}/console/identity`);
  await admin.getByRole('combobox', { name: 'Channel' }).click();
  await admin.getByRole('option', { name: 'Phone page' }).click();
  await expect(admin.getByText('Every visitor is anonymous here.')).toBeVisible();
  const take = async (): Promise<string> => {
    const dialog = admin.getByRole('dialog');
    const key = await dialog.getByRole('textbox', { name: /^The key/ }).inputValue();
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await expect(dialog).toHaveCount(0);
    return key;
  };
  const visit = async (key: string) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { displayName: 'Chen Yu', vipLevel: 6, sub: 'customer-4711', aud: 'h5', iat: now, exp: now + 300 };
    const parts = [{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const unsigned = parts.join('.');
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(unsigned).digest('base64url');
    const identity = `${unsigned}.${signature}`;
    const answer = await fetch(`${stack.url}/api/v1/public/channels/h5/visits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: 'en', identity }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  await admin.getByRole('button', { name: 'Make a key' }).click();
  const first = await take();
  await expect(admin.getByText('HS256', { exact: true })).toBeVisible();
  expect(await visit(first)).toMatchObject({ status: 200 });
  await axe(admin);
  await picture(admin, 'signed-identity');

  await admin.getByRole('button', { name: 'Replace the key' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Replace the key' }).click();
  const second = await take();
  expect(await visit(first)).toMatchObject({ body: { code: 'identity_invalid' } });
  expect(await visit(second)).toMatchObject({ status: 200 });

  await admin.getByRole('button', { name: 'Remove the key' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove the key' }).click();
  await expect(admin.getByText('Every visitor is anonymous here.')).toBeVisible();
  expect(await visit(second)).toMatchObject({ body: { code: 'identity_not_taken' } });
});
