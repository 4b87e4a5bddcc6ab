// How long it will take: said once enough of the last hour is known, not guessed before, and not promised when nobody is there.
import { axe, demoPassword, expect, needsMedia, picture, test } from '../support/fixtures.ts';
import { writeLastHour } from '../support/history.ts';
import {
  accept,
  askForCall,
  goOffline,
  goOnline,
  hangUp,
  leaveLine,
  people,
  signIn,
  wrapUp,
} from '../support/people.ts';

const patience = { timeout: 60_000 };
const bo = 'bo@demo.visavis';

test('whoever waits reads a range as soon as five calls of the last hour are known, and no guess before', async ({
  stack,
  agentWindow,
  visitorWindow,
}) => {
  needsMedia();
  test.slow();
  // A line of its own: other flows leave contacts of the last hour behind in theirs.
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  const post = async (path: string, data: object): Promise<Record<string, { id: string }>> => {
    const made = await admin.request.post(`${stack.url}/api/v1/${path}`, { data });
    expect(made.status(), await made.text()).toBe(200);
    return made.json();
  };
  const { group } = await post('skill-groups', { name: 'Loans' });
  const groups = [{ groupId: group?.id, level: 5 }];
  await post('agents', { email: bo, displayName: 'Bo Lin', role: 'agent', groups, password: demoPassword });
  const brand = { en: 'Harbour Bank', zh: '海港银行' };
  const greeting = { en: 'Ask us about loans.', zh: '贷款问题，欢迎咨询。' };
  await post('channels', { key: 'loans', name: 'Loans', brand, greeting, groupId: group?.id });
  await writeLastHour(stack.dataDir, 'loans', [5, 6, 7, 6]);

  const agent = await agentWindow();
  await signIn(agent, stack.url, bo);
  await goOnline(agent);
  const first = await visitorWindow();
  await first.goto(`${stack.url}/c/loans`);
  await askForCall(first, 'voice');
  await accept(agent).click(patience);
  await expect(agent.getByText(/^Voice call, /)).toBeVisible(patience);

  const [next, then, last] = [
    await visitorWindow(),
    await visitorWindow(),
    await visitorWindow({ language: 'zh', colorScheme: 'dark' }),
  ];
  for (const page of [next, then]) {
    await page.goto(`${stack.url}/c/loans`);
    await askForCall(page, 'voice');
    await expect(page.getByText('We cannot say yet how long it takes.')).toBeVisible(patience);
  }
  await last.goto(`${stack.url}/c/loans`);
  await askForCall(last, 'voice', 'zh');
  await expect(last.getByText('暂时无法估计需要多久。')).toBeVisible(patience);
  await expect(then.getByText(/In 8 of 10 cases/)).toHaveCount(0);
  await axe(then);

  // The fifth of this hour ends.
  await hangUp(agent);
  await wrapUp(agent);
  await accept(agent).click(patience);
  await expect(then.getByText(/^About \d+ minutes$/)).toBeVisible(patience);
  await expect(then.getByText(/^In 8 of 10 cases it takes \d+ to \d+ minutes\.$/)).toBeVisible();
  await expect(then.getByText('We cannot say yet how long it takes.')).toHaveCount(0);
  await expect(last.getByText(/^大约 \d+ 分钟$/)).toBeVisible(patience);
  await expect(last.getByText(/^十次里有八次需要 \d+ 到 \d+ 分钟。$/)).toBeVisible();
  await axe(then);
  await axe(last);
  await picture(then, 'visitor-waiting');

  // Whoever writes meanwhile reads it above the words.
  await then.getByRole('button', { name: 'Write while I wait' }).click();
  await expect(
    then.getByRole('status').filter({ hasText: /in line for a voice call\. About \d+ minutes\./ }),
  ).toBeVisible();

  // No figure outlives the last agent.
  await hangUp(agent);
  await wrapUp(agent);
  await goOffline(agent);
  await expect(last.getByText(/^大约 \d+ 分钟$/)).toHaveCount(0, patience);
  await expect(last.getByText(/^十次里有八次/)).toHaveCount(0);
  // Whoever comes after this flow finds an empty line.
  await leaveLine(then);
  await leaveLine(last, 'zh');
});
