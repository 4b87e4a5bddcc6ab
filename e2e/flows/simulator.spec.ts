// A supervisor asks what rules would do before they go live: too little history is said, figures are simulated, shown and taken along.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { axe, expect, phone, picture, test } from '../support/fixtures.ts';
import { writeHistory } from '../support/history.ts';
import { people, signIn } from '../support/people.ts';
import { startStack } from '../support/stack.ts';

const simulate = (page: Page): Promise<void> => page.getByRole('button', { name: 'Simulate', exact: true }).click();
const verdict = (page: Page): Locator => page.getByRole('heading', { level: 2, name: /95 in 100 wait at most/ });

const regularsFirst = {
  ...{ kind: 'visavis-routing-rules', format: 1, exportedAt: '2026-01-05T09:00:00.000Z', version: 3, names: {} },
  rules: [
    {
      ...{ id: crypto.randomUUID(), name: 'Regulars first', enabled: true, when: [], priority: 0 },
      stages: [
        { kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: 60 },
        { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null },
      ],
      // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
      then: 'decide',
    },
  ],
};

const expertsFirst = {
  ...regularsFirst,
  rules: [5, 1].map((minLevel, at) => ({
    ...{
      id: crypto.randomUUID(),
      name: at === 0 ? 'Experts first' : 'Then anybody',
      enabled: true,
      when: [],
      priority: 0,
    },
    stages: [
      {
        kind: 'skill_group',
        groups: [{ groupId: null, minLevel }],
        strategy: null,
        patienceSeconds: at === 0 ? 45 : null,
      },
    ],
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: at === 0 ? 'fall_through' : 'decide',
  })),
};

test('rules are tried on contacts that somebody made up', async ({ agentWindow, stack }) => {
  test.slow();
  const page = await agentWindow();
  await signIn(page, stack.url, people.admin);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('link', { name: 'Simulator', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing simulated yet' })).toBeVisible();
  await axe(page);

  await test.step('too little history is refused in words', async () => {
    // Other flows have served contacts on this product today.
    await page.getByLabel('From', { exact: true }).fill('2026-01-05');
    await page.getByLabel('To', { exact: true }).fill('2026-01-09');
    await simulate(page);
    await expect(page.getByRole('alert')).toContainText('0 were served in that time; 50 are needed.');
    await page.getByText('By hand').click();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  await test.step('what is missing is said beside the button', async () => {
    const button = page.getByRole('button', { name: 'Simulate', exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/say for one group at least how many come an hour/);
    await page.getByText('From history').click();
    await expect(button).toBeEnabled();
    await page.getByRole('checkbox', { name: 'In force' }).uncheck();
    await expect(button).toHaveAccessibleDescription(/tick one set of rules at least/);
    await axe(page);
    await page.getByRole('checkbox', { name: 'In force' }).check();
  });

  await test.step('a long one is cancelled, and nothing of it is kept', async () => {
    await page.getByText('By hand').click();
    await page.getByRole('textbox', { name: 'Contacts an hour' }).first().fill('600');
    await page.getByRole('textbox', { name: 'Hours to simulate' }).fill('744');
    await simulate(page);
    await expect(page.getByRole('progressbar', { name: 'How far the simulation is' })).toBeVisible();
    await axe(page);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
    await axe(page);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Nothing simulated yet' })).toBeVisible();
  });

  await test.step('in force against no rules at all and a file', async () => {
    await page.getByText('By hand').click();
    await page.getByRole('textbox', { name: 'Contacts an hour' }).first().fill('14');
    await page.getByRole('textbox', { name: 'Contacts an hour' }).last().fill('14');
    await page.getByRole('checkbox', { name: 'No rules at all' }).check();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Rules from a file…' }).click();
    const file = (text: string) => ({ name: 'regulars.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await (await chooser).setFiles(file('{'));
    await expect(page.getByRole('alert')).toContainText('There are no rules in this file.');
    const again = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Rules from a file…' }).click();
    await (await again).setFiles(file(JSON.stringify(regularsFirst)));
    await expect(page.getByText('regulars.json, 1 rule')).toBeVisible();
    await page.getByRole('textbox', { name: 'Name of the report' }).fill('For the board');
    await simulate(page);
    await expect(verdict(page)).toBeVisible({ timeout: 60_000 });
    // Nobody has put rules in force, so the first two are the same; the figures stand side by side all the same.
    const row = page.getByRole('row', { name: /Answered within 20 s/ }).first();
    await expect(row.getByText(/%/).first()).toBeVisible();
    await expect(row.getByText('no clear difference').first()).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'regulars.json' }).first()).toBeVisible();
    await expect(page.getByRole('img', { name: 'How evenly the work is spread' })).toBeVisible();
    await axe(page);
    await picture(page, 'simulator');
  });

  await test.step('it goes into a file, and is there for the next one who looks', async () => {
    await page.getByRole('button', { name: 'Save as' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Table (CSV)' }).click();
    const csv = readFileSync(await (await saved).path(), 'utf8');
    expect(csv).toMatch(/^\uFEFFruleSet,group,/);
    expect(csv).toContain('\r\nregulars.json,,20,');
    await page.reload();
    await expect(verdict(page)).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Simulation shown' })).toHaveValue(/^For the board/);
  });

  await test.step('deleted, it is gone', async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Nothing simulated yet' })).toBeVisible();
  });
});

test('a draft is tried before it is in force', async ({ agentWindow, stack }) => {
  test.slow();
  const page = await agentWindow();
  await signIn(page, stack.url, people.admin);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('button', { name: /^Regulars to their last agent/ }).click();
  await expect(page.getByText('1 change not in force')).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Try in the simulator' }).click();
  await expect(page.getByRole('checkbox', { name: 'My draft' })).toBeChecked();
  await page.getByText('By hand').click();
  await page.getByRole('textbox', { name: 'Contacts an hour' }).first().fill('12');
  await simulate(page);
  await expect(page.getByRole('columnheader', { name: 'My draft' }).first()).toBeVisible({ timeout: 60_000 });
  await expect(verdict(page)).toContainText('My draft');
  // Nothing is in force for it.
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await expect(page.getByText('No version yet')).toBeVisible();
  await expect(page.getByText('1 change not in force')).toBeVisible();
});

test("the deployment's own history is simulated, shown to a board on paper and in Chinese in the dark", async ({
  agentWindow,
}) => {
  test.slow();
  // A past of its own: the other flows simulate a product that has none.
  const stack = await startStack();
  try {
    await writeHistory(stack.dataDir, 4_800);
    const page = await agentWindow();
    await signIn(page, stack.url, people.admin);
    await page.goto(`${stack.url}/console/simulator`);
    await page.getByRole('textbox', { name: 'Hours to simulate' }).fill('72');
    await page.getByRole('checkbox', { name: 'No rules at all' }).check();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Rules from a file…' }).click();
    const buffer = Buffer.from(JSON.stringify(expertsFirst));
    await (await chooser).setFiles({ name: 'experts.json', mimeType: 'application/json', buffer });
    await page.getByRole('textbox', { name: 'Name of the report' }).fill('Last week again');
    await simulate(page);
    await expect(verdict(page)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/Measured from 4,800 contacts/)).toBeVisible();
    // Waiting for those who know it best takes longer, and everybody is served by one who knows it better.
    await expect(page.getByRole('row', { name: /^Mean wait/ }).first()).toContainText('worse');
    await axe(page);

    await test.step('on paper stands the report and nothing around it', async () => {
      await page.emulateMedia({ media: 'print' });
      await expect(verdict(page)).toBeVisible();
      await expect(page.getByText('Last week again', { exact: true })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Simulator' })).toBeHidden();
      await expect(page.getByRole('banner')).toBeHidden();
      await expect(page.getByRole('button', { name: 'Simulate', exact: true })).toBeHidden();
      await expect(page.getByRole('button', { name: 'Save as' })).toBeHidden();
      const path = test.info().outputPath('report.pdf');
      expect((await page.pdf({ path, format: 'A4', printBackground: true })).byteLength).toBeGreaterThan(10_000);
      await page.emulateMedia({ media: 'screen' });
    });

    const dark = await agentWindow({ colorScheme: 'dark', language: 'zh', viewport: { width: 1920, height: 1080 } });
    await signIn(dark, stack.url, people.admin, 'zh');
    await dark.goto(`${stack.url}/console/simulator`);
    await expect(dark.getByRole('img').first()).toBeVisible();
    await axe(dark);

    await test.step('on a phone nothing is wider than the page, and the open page of the settings is in sight', async () => {
      const small = await agentWindow({ viewport: phone });
      await signIn(small, stack.url, people.admin);
      await small.goto(`${stack.url}/console/simulator`);
      await expect(verdict(small)).toBeVisible();
      await expect(small.getByText(/to today, 8 days$/)).toBeVisible();
      await expect(small.getByRole('link', { name: 'Simulator', exact: true })).toBeInViewport({ ratio: 1 });
      const wider = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await small.evaluate(wider)).toBe(0);
      await axe(small);
    });
  } finally {
    await stack.stop();
  }
});
