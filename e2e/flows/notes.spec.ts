// Notes between agents: a consultation in writing, which the visitor sees nothing of.
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { accept, begin, goOffline, goOnline, people, said, signIn, wrapUp, write } from '../support/people.ts';

test('two agents consult in notes while the visitor writes on and sees none of them', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const grace = await agentWindow();
  const jun = await agentWindow();
  const visitor = await visitorWindow();
  const told: string[] = [];
  visitor.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => told.push(String(payload))));
  visitor.on('response', async (response) => {
    if (response.url().includes('/api/')) told.push(await response.text().catch(() => ''));
  });
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await begin(visitor, stack.url, 'Could you waive the fee?');
  await accept(grace).click();
  await test.step('the visitor gets a name, with the keyboard alone', async () => {
    await grace.getByRole('button', { name: 'Give a name' }).press('Enter');
    const name = grace.getByRole('textbox', { name: 'Name of the visitor' });
    await expect(name).toBeFocused();
    await axe(grace);
    await name.fill('Mrs Zhao');
    await name.press('Enter');
    for (const place of ['main', 'complementary'] as const)
      await expect(grace.getByRole(place).getByRole('heading', { name: 'Mrs Zhao' })).toBeVisible();
    await expect(grace.getByRole('region', { name: 'My conversations' })).toContainText('Mrs Zhao');
  });
  await signIn(jun, stack.url, people.jun);
  await goOnline(jun);

  await test.step('the keyboard changes to a note and back, and each keeps what was typed', async () => {
    const message = grace.getByRole('textbox', { name: /^Message to/ });
    await message.fill('One moment, please.');
    await message.press('Alt+n');
    const note = grace.getByRole('textbox', { name: /^Note about .* for colleagues/ });
    await expect(note).toHaveValue('');
    await expect(note).toBeFocused();
    await note.fill('Fourth time this year');
    await note.press('Alt+n');
    await expect(message).toHaveValue('One moment, please.');
    await message.press('Enter');
    await expect(visitor.getByText('One moment, please.')).toBeVisible();
    await message.press('Alt+n');
    await note.press('Enter');
    await expect(said(grace, 'Fourth time this year')).toBeVisible();
    await axe(grace);
  });

  await test.step('the consulted colleague reads what was said and noted, and answers in notes', async () => {
    await grace.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = grace.getByRole('dialog');
    await panel.getByText('Talk first').click();
    await panel.getByRole('radio', { name: /Jun/ }).check();
    await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
    await accept(jun).click();
    await expect(said(jun, 'Could you waive the fee?')).toBeVisible();
    await expect(said(jun, 'Fourth time this year')).toBeVisible();
    const note = jun.getByRole('textbox', { name: /^Note about .* for colleagues/ });
    await note.fill('Waive it once more, then never again.');
    await grace.getByRole('link', { name: 'Work', exact: true }).click();
    // Only a conversation that is not open can have unread notes.
    await expect(grace.getByRole('region', { name: 'Pick a conversation' })).toBeVisible();
    await jun.getByRole('button', { name: 'Add note' }).click();
    const unread = grace.getByRole('img', { name: '1 unread note' });
    await expect(unread).toBeVisible();
    await grace.reload();
    await expect(unread).toBeVisible();
    await picture(grace, 'notes-unread');
    await axe(grace);
    await grace.getByRole('region', { name: 'My conversations' }).getByRole('link').click();
    await expect(said(grace, 'Waive it once more, then never again.')).toBeVisible();
    await expect(unread).toHaveCount(0);
    await write(visitor, 'Are you still there?');
    await expect(said(jun, 'Are you still there?')).toBeVisible();
    await picture(grace, 'notes');
    await axe(jun);
    await axe(grace);
    await jun.emulateMedia({ colorScheme: 'dark' });
    await axe(jun);
    await picture(jun, 'notes-dark');
    await jun.emulateMedia({ colorScheme: 'light' });
  });

  await test.step('the consulted colleague who looks elsewhere finds it again, after a reload too, until it is over', async () => {
    const consulted = jun.getByRole('region', { name: 'You are consulted' });
    await expect(consulted.getByRole('link')).toContainText('by Grace Tan');
    await expect(consulted.getByRole('link')).toContainText('Mrs Zhao');
    await jun.getByRole('link', { name: 'Work', exact: true }).click();
    await expect(jun.getByRole('region', { name: 'Pick a conversation' })).toBeVisible();
    const note = grace.getByRole('textbox', { name: /^Note about .* for colleagues/ });
    if (!(await note.isVisible())) await grace.getByRole('textbox', { name: /^Message to/ }).press('Alt+n');
    await note.fill('Do you know her?');
    await note.press('Enter');
    const unread = consulted.getByRole('img', { name: '1 unread note' });
    await expect(unread).toBeVisible();
    await jun.reload();
    await expect(unread).toBeVisible();
    await axe(jun);
    await picture(jun, 'consulted');
    await jun.emulateMedia({ colorScheme: 'dark' });
    await axe(jun);
    await jun.emulateMedia({ colorScheme: 'light' });
    await consulted.getByRole('link').click();
    await expect(said(jun, 'Do you know her?')).toBeVisible();
    await expect(unread).toHaveCount(0);
    const taken = jun.getByText('Grace Tan has taken Mrs Zhao back. You are no longer consulted.');
    await grace.getByRole('button', { name: 'Take back' }).click();
    await expect(taken).toBeVisible();
    await expect(consulted).toHaveCount(0);
    await expect(jun.getByRole('region', { name: 'Pick a conversation' })).toBeVisible();
    await grace.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = grace.getByRole('dialog');
    await panel.getByText('Talk first').click();
    await panel.getByRole('radio', { name: /Jun/ }).check();
    await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
    await accept(jun).click();
    await expect(consulted.getByRole('link')).toBeVisible();
  });

  await test.step('after a reload and after the hand-over they are still there, in their places', async () => {
    await grace.reload();
    await expect(said(grace, 'Waive it once more, then never again.')).toBeVisible();
    await grace.getByRole('button', { name: 'Hand over' }).click();
    await expect(jun.getByText('Grace Tan handed over to you')).toBeVisible();
    await expect(jun.getByRole('region', { name: 'You are consulted' })).toHaveCount(0);
    const lines = await jun.locator('.tl .said').allTextContents();
    expect(lines).toEqual([
      'Could you waive the fee?',
      'One moment, please.',
      'Fourth time this year',
      'Waive it once more, then never again.',
      'Are you still there?',
      'Do you know her?',
    ]);
  });

  await test.step('the visitor’s page was told of none of it, on the screen or on the wire', async () => {
    await write(jun, 'It is waived.');
    await expect(visitor.getByText('It is waived.')).toBeVisible();
    await visitor.reload();
    await expect(visitor.getByText('It is waived.')).toBeVisible();
    await expect(visitor.getByText(/Fourth time|Waive it once more/)).toHaveCount(0);
    expect(told.join(' ')).toContain('It is waived.');
    expect(told.join(' ')).not.toMatch(/Fourth time|Waive it once more|note:new|Zhao/);
  });
  await wrapUp(jun);
  await goOffline(jun);
  await goOffline(grace);
});
