// What cannot be used as it stands: refused in words where it is typed, and nothing is in force or in the draft because of it.
import { axe, expect, test } from '../support/fixtures.ts';
import { people, signIn } from '../support/people.ts';

test('a rule that is not filled in, an attribute without a value and a file that is no export are refused in words', async ({
  stack,
  agentWindow,
}) => {
  test.slow();
  const page = await agentWindow();
  await signIn(page, stack.url, people.admin);
  await page.goto(`${stack.url}/console/rules`);

  await test.step('a condition without a name leaves a blank in the sentence, and the dialogue names the place', async () => {
    await page.getByRole('button', { name: 'Begin with an empty rule' }).click();
    await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Gold');
    await page.getByRole('button', { name: 'only when' }).click();
    await page.getByRole('menuitem', { name: 'Attribute of the visitor' }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Something has to be chosen or filled in here.')).toBeVisible();
    await page.getByRole('button', { name: 'Put in force…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText(/^When their … is …:/)).toBeVisible();
    const refused = dialog.getByRole('alert');
    await expect(refused).toContainText('Rule 1, condition 1 “Gold”');
    await expect(refused).toContainText('Something has to be chosen or filled in here.');
    await expect(dialog.getByRole('button', { name: 'Put in force', exact: true })).toBeDisabled();
    await axe(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('a made-up visitor does not take an attribute without a value, and says so', async () => {
    const attributes = page.getByRole('combobox', { name: 'Attributes' });
    await attributes.fill('gold');
    await attributes.press('Enter');
    await expect(page.getByText(/^“gold” was not taken: a name in letters, then =/)).toBeVisible();
    await axe(page);
    await attributes.fill('tier=gold');
    await attributes.press('Enter');
    await expect(page.getByText(/was not taken/)).toHaveCount(0);
    await expect(page.getByText('tier=gold', { exact: true })).toBeVisible();
  });

  await test.step('a file of something else is called so, and the draft stays', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import from a file…' }).click();
    const dialog = page.getByRole('dialog');
    const give = async (text: string) => {
      const chooser = page.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    };
    await give('{"rules": []}');
    await expect(dialog.getByRole('alert')).toContainText('This is no file of exported rules.');
    await give('not json');
    await expect(dialog.getByRole('alert')).toContainText('This file is not JSON:');
    await expect(dialog.getByRole('button', { name: 'Take into the draft' })).toBeDisabled();
    await axe(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('textbox', { name: 'Name of the rule' })).toHaveValue('Gold');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText('No rules yet')).toBeVisible();
  });
});
