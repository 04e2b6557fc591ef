// A morning without a mouse: from the cockpit to a red project, an edit that is refused and put right, the board, a comparison and an import undone.
// Wherever the focus goes, it is seen.
import { check, equal, holds, ledger, place, run, serve } from './ground.mjs';

// Where the focus is: what it is on, and whether one sees it.
const focus = (page) => page.evaluate(() => {
  const it = document.activeElement;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const isMarked = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
  const isInSight = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { isBody: it === document.body, isSeen: isMarked && isInSight, words: it.outerHTML.slice(0, 160) };
});

export async function byKeyboard(browser) {
  const env = place();
  run(env, 'import', ledger, '--yes');
  const { address, stop } = await serve(env);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', reducedMotion: 'reduce' });
  await context.addCookies([{ name: 'qinghuo_actor', value: encodeURIComponent('张敏'), url: address }]);
  const page = await context.newPage();
  let untouched;
  const press = (key) => page.keyboard.press(key);
  const is = (selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);
  const seen = async () => {
    const { isBody, isSeen, words } = await focus(page);
    if (!isBody && !isSeen) throw new Error(`the focus is not seen on ${words}`);
  };
  // Tab by Tab to the first thing of its kind.
  const reach = async (selector, key = 'Tab') => {
    for (let steps = 0; steps < 300; steps += 1) {
      await press(key);
      await seen();
      if (await is(selector)) return;
    }
    throw new Error(`${selector} cannot be reached`);
  };
  // The page that opens is entered at its top, its navigation is passed by.
  const follow = async (url) => {
    await press('Enter');
    await page.waitForURL(url);
    await page.waitForLoadState();
  };
  const skip = async () => {
    await reach('.skip');
    await press('Enter');
    await press('Tab');
    await seen();
    equal(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), true);
  };
  const write = async (selector, words) => {
    await reach(selector);
    await press('Control+A');
    await page.keyboard.type(words);
  };
  try {
    await check('by keyboard: the cockpit, past its navigation to its filters', async () => {
      await page.goto(`${address}/`);
      await skip();
      await reach('select[name=place]');
    });
    await check('by keyboard: the table narrowed to red, and a project of it opened', async () => {
      await page.goto(`${address}/`);
      await reach('.bar-nav a[href="/projects"]');
      await follow(/projects$/);
      await skip();
      await reach('select[name=light]');
      // On the way to a choice nothing is applied.
      await press('ArrowDown');
      await press('ArrowDown');
      await press('ArrowUp');
      equal(new URL(page.url()).search, '');
      await follow(/light=red/);
      await reach('.ledger tbody .c-name a');
      await follow(/projects\/P\d+/);
    });
    await check('by keyboard: an edit is refused, put right and saved', async () => {
      await reach('#money .group-edit');
      await follow(/edit=money/);
      await write('input[name=total_investment]', '-1');
      await press('Enter');
      await page.waitForSelector('.trouble');
      await write('input[name=total_investment]', '123456');
      await write('input[name=reason]', '核对批复后更正');
      await reach('button[formaction*="correct"]');
      await follow((url) => url.searchParams.has('saved') && /projects\/P\d+$/.test(url.pathname));
      holds(await page.innerText('body'), '核对批复后更正');
    });
    await check('by keyboard: along the bars of the board, a project beside it, and back', async () => {
      await reach('.bar-nav a[href="/board"]', 'Shift+Tab');
      await follow(/board/);
      await page.waitForSelector('.war-map-view.is-whole');
      await reach('[data-view]');
      for (let row = 0; row < 3; row += 1) {
        await press('ArrowDown');
        await seen();
        equal(await is('.war-map-name'), true);
      }
      await press('Enter');
      await page.waitForSelector('.has-card .war-map-card h2');
      await reach('.war-map-card a');
      await press('Escape');
      equal(await page.locator('.has-card').count(), 0);
      equal(await is('.war-map-name'), true);
      await seen();
    });
    await check('by keyboard: two days side by side', async () => {
      await reach('.bar-nav a[href="/compare"]', 'Shift+Tab');
      await follow(/compare/);
      await skip();
      await reach('input[name=since]');
      const before = await page.inputValue('input[name=since]');
      await press('ArrowDown');
      const after = await page.inputValue('input[name=since]');
      equal(after === before, false);
      await follow(new RegExp(`since=${after}`));
    });
    await check('by keyboard: an import that nobody worked on since is undone', async () => {
      const other = place();
      run(other, 'import', ledger, '--yes');
      untouched = await serve(other);
      await page.goto(`${untouched.address}/imports`);
      await skip();
      await reach('.imports tbody th a');
      await follow(/imports\/I1/);
      await write('#reason', '试导入');
      await reach('#undo button');
      await press('Enter');
      await page.waitForSelector('.alert-warning');
    });
  } finally {
    await context.close();
    await stop();
    await untouched?.stop();
  }
}
