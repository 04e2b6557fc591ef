// No page may have a serious or critical finding of axe-core: at a desk and on a phone, in light, in dark and on the wall of the hall.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check, ledger, pages, posts, signIn } from './ground.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const colours = ['color-contrast', 'link-in-text-block'];

async function findings(page, rules) {
  const found = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).join(' ¦ ')}`);
  }, rules);
  if (found.length > 0) throw new Error(found.join('\n    '));
}

async function look(page, name, address) {
  for (const width of [1440, 390]) {
    await check(`${name} at ${width} for everybody`, async () => {
      await page.setViewportSize({ width, height: 900 });
      // Some things are laid out by the script for the width a page is opened at.
      if (width === 1440 || page.url() !== address) await page.goto(address);
      await page.evaluate(axe);
      await findings(page);
    });
    await check(`${name} at ${width} in dark`, async () => {
      await page.evaluate(() => document.documentElement.setAttribute('data-bs-theme', 'dark'));
      await findings(page, colours);
    });
    await page.evaluate(() => document.documentElement.setAttribute('data-bs-theme', 'light'));
  }
}

export async function accessible(browser, address, manned) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
  await context.addCookies([{ name: 'qinghuo_actor', value: encodeURIComponent('张敏'), url: address }]);
  const page = await context.newPage();
  for (const [name, path] of Object.entries(pages)) await look(page, name, `${address}${path}`);
  await page.goto(`${address}/imports/new`);
  await page.setInputFiles('#file', ledger);
  await page.click('.upload button');
  await page.waitForURL(/imports\/drafts\//);
  await look(page, 'draft', page.url());
  await look(page, 'set-up', `${address}/set-up`);
  await context.close();

  const stranger = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
  await look(await stranger.newPage(), 'sign-in', `${manned}/sign-in`);
  await stranger.close();
  for (const [role, theirs] of Object.entries(posts)) {
    const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await signIn(page, manned, role);
    for (const [name, path] of Object.entries(theirs)) await look(page, `${name} of a city with people`, `${manned}${path}`);
    await context.close();
  }
}
