// What an official does on a first morning, in a real browser: the ledger is in, she looks, narrows, opens a project, puts something
// right, is refused with reasons, and downloads the table. And how it got in: a ledger dropped on an empty book, taken in, undone. Three widths, two languages; no page may overflow, fail or log an error.
import { readFileSync } from 'node:fs';
import { accessible } from './axe.mjs';
import { wholeDay, withoutScript } from './day.mjs';
import { check, equal, holds, launch, ledger, overflows, pages, picture, place, posts, report, run, serve, signIn } from './ground.mjs';
import { byKeyboard } from './keys.mjs';
import { weighed } from './weight.mjs';

const env = place();
// The day in the city, which is China's, whatever the machine's.
const cityDay = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
run(env, 'import', ledger, '--yes');
run(env, 'assign', 'P5', 'social_simple_low_risk');
const { address, stop } = await serve(env);
const empty = await serve(place());
const manned = place();
run(manned, 'demo', '--projects', '80');
const city = await serve(manned);
const browser = await launch();

try {
  for (const width of [1440, 768, 390]) {
    for (const lang of ['zh', 'en']) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      const said = [];
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      page.on('pageerror', (error) => said.push(String(error)));
      for (const [name, path] of Object.entries(pages)) {
        await check(`${name} at ${width} in ${lang}`, async () => {
          said.length = 0;
          await page.goto(`${address}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
          await picture(page, `${name}-${width}-${lang}`, name !== 'projects');
          equal(await overflows(page), false);
          // The browser itself logs the status of a page that is not there.
          equal(said.filter((text) => name !== 'missing' || !text.includes('404')).join('; '), '');
          const text = await page.innerText('body');
          if (/(page|war-map|compare)-[a-z]|\{ ?\$/.test(text)) throw new Error('a text without words');
          // Every page that shows figures says that they are made up.
          if (name !== 'missing') holds(text, lang === 'zh' ? '虚构' : 'made up');
        });
      }
      await context.close();
    }
  }

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, locale: 'zh-CN' });
  const page = await context.newPage();
  const rows = () => page.locator('.ledger tbody tr').count();
  const search = async (words) => {
    await page.goto(`${address}/projects`);
    await page.fill('input[name=q]', words);
    await page.press('input[name=q]', 'Enter');
    await page.waitForURL(/q=/);
  };

  await check('a number of the cockpit opens the projects it counts', async () => {
    await page.goto(`${address}/`);
    holds(await page.innerText('.invested'), '−7.37');
    const red = page.locator('.invested .band-lights a').first();
    const count = Number((await red.innerText()).match(/\d+$/)[0]);
    await red.click();
    await page.waitForURL(/light=red/);
    equal(await rows(), Math.min(count, 40));
  });
  await check('dark follows the system, and the switch stays', async () => {
    const dark = await browser.newContext({ colorScheme: 'dark', locale: 'zh-CN' });
    const night = await dark.newPage();
    const ground = () => night.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await night.goto(`${address}/`);
    equal(await ground(), 'rgb(16, 23, 30)');
    await night.click('.bar-theme');
    await night.click('.bar-theme');
    equal(await ground(), 'rgb(238, 241, 245)');
    await night.goto(`${address}/totals`);
    equal(await ground(), 'rgb(238, 241, 245)');
    await dark.close();
  });
  await check('the picture of the hall keeps its last state and says that the server is away', async () => {
    const hall = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
    const wall = await hall.newPage();
    await wall.clock.install();
    await wall.goto(`${address}/screen`);
    equal(await wall.evaluate(() => document.documentElement.scrollHeight), 1080);
    equal(await wall.isVisible('[data-unreachable]'), false);
    await hall.setOffline(true);
    await wall.clock.runFor(31000);
    await wall.locator('[data-unreachable]').waitFor();
    holds(await wall.innerText('.screen-grid'), '−7.37');
    await hall.setOffline(false);
    await wall.clock.runFor(31000);
    await wall.locator('[data-unreachable]').waitFor({ state: 'hidden' });
    await hall.close();
  });
  await check('the month as the ledger has it', async () => {
    await page.goto(`${address}/projects`);
    const band = await page.innerText('.band');
    for (const figure of ['81', '2,369.83', '670.82', '285.94', '42.63%', '50.00%', '−7.37']) holds(band, figure);
  });
  for (const [words, project] of [['弗迪', 'P2'], ['jnfd', 'P2'], ['fudidongli', 'P2'], ['2402-370100-04-05-819649', 'P2']]) {
    await check(`search for ${words}`, async () => {
      await search(words);
      equal(await rows(), 1);
      holds(await page.innerText('.ledger tbody'), project);
    });
  }
  await check('a light in the band opens the table behind it', async () => {
    await page.goto(`${address}/projects`);
    await page.click('.count-red');
    await page.waitForURL(/light=red/);
    equal(await rows(), 8);
  });
  await check('the day before the figures shows no project', async () => {
    await page.goto(`${address}/projects?as_of=2024-06-29`);
    equal(await rows(), 0);
  });
  await check('the table downloads as a workbook', async () => {
    await page.goto(`${address}/projects?light=red`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('.head-end a[href*=".xlsx"]')]);
    equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
  });
  await check('whoever edits says who she is', async () => {
    await page.goto(`${address}/projects/P2?edit=money`);
    await page.click('#money a.btn-primary');
    await page.fill('input[name=name]', '李芳');
    await page.click('form[action="/actor"] button');
    await page.waitForURL(/edit=money/);
    equal(await page.locator('input[name=total_investment]').count(), 1);
  });
  await check('a wrong value comes back with its reason beside it', async () => {
    await page.fill('input[name=total_investment]', '-30000');
    await page.click('.edit .btn-primary');
    await page.waitForSelector('.trouble');
    holds(await page.innerText('.trouble'), '不能为负');
    equal(await page.inputValue('input[name=total_investment]'), '-30000');
  });
  await check('a correction is saved, and the history keeps what was wrong', async () => {
    await page.fill('input[name=total_investment]', '955000');
    await page.fill('input[name=reason]', '核对批复后更正');
    await page.click('button[formaction*="correct"]');
    await page.waitForURL(/\/projects\/P2(#|$|\?)/);
    const text = await page.innerText('body');
    for (const words of ['955,000', '927,000', '李芳', '核对批复后更正']) holds(text, words);
  });
  await check('a form from elsewhere is refused', async () => {
    const answer = await context.request.post(`${address}/projects/P2/revise`, { headers: { origin: 'http://evil.example' }, form: { group: 'money' }, maxRedirects: 0 });
    equal(answer.status(), 403);
  });
  await check('papers for the statistics library are gathered, what is missing is named, and the sheet says it is no return', async () => {
    const paper = 'tr:has(th:has-text("营业执照"))';
    await page.goto(`${address}/projects/P5/approvals?item=S12`);
    await page.click(`${paper} summary`);
    await page.click(`${paper} button`);
    await page.waitForSelector(`${paper} .trouble`);
    holds(await page.innerText(`${paper} .trouble`), '不能为空');
    await page.fill(`${paper} input[name=document]`, '执照-1');
    await page.click(`${paper} button`);
    await page.waitForURL(/item=S12#S12/);
    holds(await page.innerText(paper), '已归集');
    await page.click('.acts summary:has-text("移交申报资料")');
    await page.click('.acts details[open] button');
    await page.waitForSelector('.acts .alert');
    const said = await page.innerText('.acts .alert');
    for (const words of ['S11', '施工合同', '现场照片']) holds(said, words);
    equal(said.includes('营业执照'), false);
    await page.click('.checklist-head a');
    await page.waitForURL(/approvals\/evidence/);
    holds(await page.innerText('.pack'), '不是统计报表');
    equal(await overflows(page), false);
  });
  await check('all projects stand on the board, by keyboard too', async () => {
    await page.goto(`${address}/board?sort=number`);
    await page.waitForSelector('.war-map-view.is-whole');
    holds(await page.innerText('[data-summary]'), '81');
    equal((await page.locator('.war-map-row').count()) < 81, true);
    await page.focus('[data-view]');
    await page.keyboard.press('End');
    const last = await page.evaluate(() => document.activeElement.dataset.id);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.has-card .war-map-card h2');
    equal(new URL(page.url()).searchParams.get('open') === last, false);
    await page.keyboard.press('Escape');
    equal(await page.locator('.has-card').count(), 0);
    equal(await page.evaluate(() => document.activeElement.matches('.war-map-name')), true);
  });
  await check('time is zoomed and dragged, and the address says so', async () => {
    await page.goto(`${address}/board?from=2024-01&to=2024-12`);
    await page.waitForSelector('.war-map-view.is-whole');
    await page.click('[data-zoom=out]');
    await page.waitForURL(/from=2023-0/);
    const row = await page.locator('.war-map-row .war-map-bar').first().boundingBox();
    await page.mouse.move(row.x + row.width / 2, row.y + 5);
    await page.mouse.down();
    await page.mouse.move(row.x + row.width / 4, row.y + 5, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=2023-(0[7-9]|1)/);
    equal(await page.locator('.has-card').count(), 0);
  });
  await check('a view is kept under a name and forgotten', async () => {
    await page.goto(`${address}/projects?light=red&column=gap,period&sort=-gap`);
    await page.click('.choose summary');
    await page.fill('.views-keep input', '红灯');
    await page.click('.views-keep button');
    await page.waitForSelector('.views-saved a[aria-current]');
    await page.goto(`${address}/projects`);
    await page.click('.views-saved a');
    await page.waitForURL(/column=gap,period/);
    equal(await rows(), 8);
    await page.click('.views-saved button');
    await page.waitForSelector('.views-saved', { state: 'detached' });
  });
  await check('many projects are changed as previewed', async () => {
    await page.goto(`${address}/projects/batch?light=red&field=lead_unit`);
    await page.fill('#f-lead_unit', '市发展改革委');
    await page.uncheck('input[name=pick] >> nth=0');
    await page.click('button[value=preview]');
    holds(await page.innerText('button[value=do]'), '7');
    await page.click('button[value=do]');
    await page.waitForSelector('[role=status]');
    equal(await page.locator('[role=status] li').count(), 7);
  });
  await check('two days stand side by side, with the fact behind each move', async () => {
    await page.goto(`${address}/compare?since=2024-06-29&until=2024-06-30&q=P2`);
    holds(await page.innerText('.compare-measures'), '+1');
    await page.goto(`${address}/compare?since=2024-06-30&light=red&until=${cityDay}`);
    holds(await page.innerText('.changes'), '市发展改革委');
  });
  await check('the command line sees what the page saved, and the chain holds', async () => {
    holds(run(env, 'show', 'P2'), '955,000');
    run(env, 'audit');
  });
  await context.close();

  // The first morning itself: an empty city, and a ledger dropped on the page.
  for (const javaScriptEnabled of [true, false]) {
    const first = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', javaScriptEnabled });
    const page = await first.newPage();
    const said = [];
    page.on('pageerror', (error) => said.push(String(error)));
    const how = javaScriptEnabled ? 'with script' : 'without script';
    await first.addCookies([{ name: 'qinghuo_actor', value: encodeURIComponent('张敏'), url: empty.address }]);
    await check(`an empty book points to the import, ${how}`, async () => {
      await page.goto(`${empty.address}/projects`);
      await page.click('.empty-book a');
      await page.waitForURL(/imports\/new/);
    });
    await check(`a ledger is understood, ${how}`, async () => {
      await page.setInputFiles('#file', ledger);
      if (javaScriptEnabled) {
        await page.evaluate(() => {
          const files = document.querySelector('#file').files;
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(files[0]);
          document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        });
      } else {
        await page.click('.upload button');
      }
      await page.waitForURL(/imports\/drafts\//);
      const line = (await page.innerText('.sums-line')).replace(/\s+/g, ' ');
      for (const figure of ['项目 81', '分组 10', '新增 81', '待确认 0']) holds(line, figure);
      const [held, all] = line.match(/(\d+)\/(\d+)/).slice(1);
      equal(held, all);
      equal(await page.locator('.sheet .row-group').count() > 0, true);
    });
    await check(`it goes in, and its projects are there, ${how}`, async () => {
      await page.click('#commit button');
      await page.waitForURL(/imports\/I\d+$/);
      await page.goto(`${empty.address}/projects`);
      holds(await page.innerText('.pager'), '81');
    });
    await check(`undone, the book is empty again, ${how}`, async () => {
      await page.goto(`${empty.address}/imports`);
      await page.click('.imports tbody tr:first-child th a');
      await page.fill('#reason', '试导入');
      await page.click('#undo button');
      await page.waitForSelector('.alert-warning');
      await page.goto(`${empty.address}/projects`);
      equal(await page.locator('.empty-book').count(), 1);
      equal(said.join('; '), '');
    });
    await first.close();
  }

  // A city with people in it: one signs in, sees what the post sees, and is told why the rest is not offered.
  for (const width of [1440, 768, 390]) {
    for (const lang of ['zh', 'en']) {
      const stranger = await browser.newContext({ viewport: { width, height: 900 }, locale: lang === 'zh' ? 'zh-CN' : 'en-US' });
      const door = await stranger.newPage();
      await check(`signing in at ${width} in ${lang}`, async () => {
        await door.goto(`${city.address}/sign-in`);
        await picture(door, `sign-in-${width}-${lang}`);
        equal(await overflows(door), false);
        await signIn(door, city.address, lang === 'zh' ? '区县领导' : 'District leader');
      });
      await stranger.close();
      for (const [role, theirs] of Object.entries(posts)) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' });
        const page = await context.newPage();
        await signIn(page, city.address, role);
        const said = [];
        page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
        for (const [name, path] of Object.entries(theirs)) {
          await check(`${name} of a city with people at ${width} in ${lang}`, async () => {
            said.length = 0;
            await page.goto(`${city.address}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
            await picture(page, `city-${name}-${width}-${lang}`);
            equal(await overflows(page), false);
            equal(said.filter((text) => name !== 'forbidden' || !text.includes('403')).join('; '), '');
            const text = await page.innerText('body');
            if (/(page|organisation|account|dispatch|refusal)-[a-z]|\{ ?\$/.test(text)) throw new Error('a text without words');
            if (name !== 'forbidden') holds(text, lang === 'zh' ? '虚构' : 'made up');
          });
        }
        await context.close();
      }
    }
  }
  await check('a clerk sees one district, and is told why the rest is not offered', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    const page = await context.newPage();
    await signIn(page, city.address, '区县经办');
    await page.goto(`${city.address}/totals?by=place`);
    equal(await page.locator('.sums tbody tr').count(), 1);
    const other = await page.request.get(`${city.address}/imports`);
    equal(other.status(), 403);
    holds(await other.text(), '导入台账');
    await page.goto(`${city.address}/projects`);
    await page.locator('.ledger tbody .c-name a').first().click();
    await page.waitForURL(/projects\/P/);
    equal(await page.locator('#identity .group-edit').count(), 1);
    await page.goto(`${city.address}/`);
    await page.locator('.bar-out button').click();
    await page.waitForURL(/sign-in/);
    await page.goto(`${city.address}/projects`);
    await page.waitForURL(/sign-in\?back=/);
    await context.close();
  });
  await wholeDay(browser);
  await byKeyboard(browser);
  await withoutScript(browser, address, city.address);
  await accessible(browser, address, city.address);
  await weighed();
} finally {
  await browser.close();
  await stop();
  await empty.stop();
  await city.stop();
}
report();
