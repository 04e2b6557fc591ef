// A whole day in one book, from the ledger dropped on it to the day taken back; the same city on a phone, in the other language; and without script.
import { check, equal, holds, ledger, overflows, pages, place, posts, serve, signIn } from './ground.mjs';

const clerk = { name: 'qinghuo_actor', value: encodeURIComponent('张敏') };

export async function wholeDay(browser) {
  const { address, stop } = await serve(place());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  await context.addCookies([{ ...clerk, url: address }]);
  const page = await context.newPage();
  try {
    await check('a day: the ledger is previewed and taken in', async () => {
      await page.goto(`${address}/imports/new`);
      await page.setInputFiles('#file', ledger);
      await page.click('.upload button');
      await page.waitForURL(/imports\/drafts\//);
      holds((await page.innerText('.sums-line')).replace(/\s+/g, ' '), '新增 81');
      await page.click('#commit button');
      await page.waitForURL(/imports\/I1$/);
    });
    await check('a day: its project stands on the board, and is opened from there', async () => {
      await page.click('.bar-nav a[href="/board"]');
      await page.fill('input[name=q]', '弗迪');
      await page.press('input[name=q]', 'Enter');
      await page.waitForURL(/board\?q=/);
      await page.waitForSelector('.war-map-view.is-whole');
      await page.click('.war-map-name[data-id="P2"]');
      await page.waitForSelector('.has-card .war-map-card h2');
      await page.click('.war-map-card-end a[href="/projects/P2"]');
      await page.waitForURL(/projects\/P2$/);
      holds(await page.innerText('#money'), '927,000');
    });
    await check('a day: as of the day before the figures, and back', async () => {
      await page.goto(`${address}/?as_of=2024-06-29`);
      holds(await page.innerText('.moment'), '2024-06-29');
      await page.click('.moment a');
      await page.waitForURL((url) => !url.search);
      await page.click('.moment summary');
      await page.fill('.moment input[name=as_of]', '2024-06-30');
      await page.click('.moment form button');
      await page.waitForURL(/as_of=2024-06-30/);
      holds(await page.innerText('.invested'), '−7.37');
      // Where one goes from here, the day goes along.
      await page.click('.bar-nav a[href^="/projects"]');
      holds(page.url(), 'as_of=2024-06-30');
      holds(await page.innerText('.pager'), '81');
    });
    await check('a day: a value is corrected, and the comparison says by which fact', async () => {
      await page.goto(`${address}/projects/P2?edit=money`);
      await page.fill('input[name=total_investment]', '955000');
      await page.fill('input[name=reason]', '核对批复后更正');
      await page.click('button[formaction*="correct"]');
      await page.waitForURL((url) => url.pathname === '/projects/P2' && url.searchParams.has('saved'));
      await page.click('.bar-nav a[href="/compare"]');
      await page.fill('input[name=since]', '2024-06-29');
      await page.fill('input[name=until]', '2024-06-30');
      await page.click('.compare-sides button');
      await page.waitForURL(/since=2024-06-29/);
      holds(await page.innerText('.compare-measures'), '2,372.63');
      await page.goto(`${address}/projects/P2`);
      const told = await page.innerText('#history');
      for (const words of ['927,000', '955,000', '核对批复后更正']) holds(told, words);
    });
    await check('a day: the words of the other language, on the same page, and they stay', async () => {
      await page.goto(`${address}/projects?light=red`);
      await page.click('.bar-language');
      await page.waitForURL(/lang=en/);
      holds(page.url(), 'light=red');
      equal(await page.getAttribute('html', 'lang'), 'en');
      await page.goto(`${address}/`);
      holds(await page.innerText('h1'), 'Cockpit');
      // What Chinese tells in 亿元, English tells in billions.
      holds(await page.innerText('.invested'), 'CNY bn');
      await page.click('.bar-language');
      await page.waitForURL(/lang=zh/);
      holds(await page.innerText('h1'), '驾驶舱');
    });
    await check('a day: on a phone, from the navigation to a project', async () => {
      const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', hasTouch: true, isMobile: true });
      const hand = await phone.newPage();
      await hand.goto(`${address}/compare`);
      // Where one is, is in sight in a line that is longer than the phone is wide.
      const here = await hand.locator('.bar-nav [aria-current]').boundingBox();
      equal(here.x >= 0 && here.x + here.width <= 390, true);
      await hand.goto(`${address}/projects`);
      equal(await hand.locator('details.more[open]').count(), 0);
      await hand.tap('details.more summary');
      await hand.selectOption('select[name=light]', 'red');
      await hand.waitForURL(/light=red/);
      await hand.tap('.ledger tbody .c-name a');
      await hand.waitForURL(/projects\/P\d+/);
      equal(await overflows(hand), false);
      await phone.close();
    });
    await check('a day: an import that was worked on since is not taken back over that work', async () => {
      await page.goto(`${address}/imports/I1`);
      await page.fill('#reason', '试导入');
      await page.click('#undo button');
      await page.waitForSelector('#undo [role=alert] .trouble');
      await page.goto(`${address}/projects/P2`);
      holds(await page.innerText('#money'), '955,000');
    });
  } finally {
    await context.close();
    await stop();
  }
}

// No page needs its script: each answers, shows what it is about, and its forms and links work.
export async function withoutScript(browser, address, manned) {
  const open = async (page, at, name, path) => {
    await check(`${name} without script`, async () => {
      const answer = await page.goto(`${at}${path}`);
      equal(answer.status(), { missing: 404, forbidden: 403 }[name] ?? 200);
      equal((await page.innerText('main')).trim().length > 8, true);
      if (name === 'board') equal((await page.locator('.war-map-row').count()) > 10, true);
    });
  };
  const plain = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false };
  const context = await browser.newContext(plain);
  await context.addCookies([{ ...clerk, url: address }]);
  const page = await context.newPage();
  for (const [name, path] of Object.entries(pages)) await open(page, address, name, path);
  await check('filters, a project on the board and the other language without script', async () => {
    await page.goto(`${address}/projects`);
    await page.selectOption('select[name=light]', 'red');
    await page.click('.filters-words button');
    await page.waitForURL(/light=red/);
    equal(await page.locator('.ledger tbody tr').count() > 0, true);
    await page.goto(`${address}/board?q=jnfd`);
    await page.click('.war-map-row a');
    await page.waitForURL(/open=P2/);
    holds(await page.innerText('.war-map-card'), '弗迪');
    await page.click('.bar-language');
    await page.waitForURL(/lang=en/);
    holds(await page.innerText('h1'), 'Board');
  });
  await context.close();
  for (const [role, theirs] of Object.entries(posts)) {
    const context = await browser.newContext(plain);
    const page = await context.newPage();
    await signIn(page, manned, role);
    for (const [name, path] of Object.entries(theirs)) await open(page, manned, name, path);
    await context.close();
  }
}
