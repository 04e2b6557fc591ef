// How somebody signs in who has more than a password: a passkey is added, lets in, proves who one is, is removed. Chromium's own
// authenticator in software signs.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { binary, check, equal, folder, holds, launch, report, serve, shots } from './running.mjs';

const password = '擎火一号工程 correct horse';
const env = { ...process.env, QINGHUO_DATA: folder(), QINGHUO_LANG: 'zh' };
const city = await serve(env);
// Passkeys are bound to a name; on one's own machine browsers take this one for safe.
const address = city.address.replace('127.0.0.1', 'localhost');
const browser = await launch();

async function picture(page, name) {
  for (const [lang, width] of [['zh', 1440], ['en', 1440], ['zh', 390], ['en', 390]]) {
    await page.setViewportSize({ width, height: 900 });
    const url = new URL(page.url());
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    if (shots) await page.screenshot({ path: join(shots, `${name}-${width}-${lang}.png`), fullPage: true });
    equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth > 0), false);
    const text = await page.innerText('body');
    if (/(page|account)-[a-z]|\{ ?\$/.test(text)) throw new Error('a text without words');
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  const url = new URL(page.url());
  url.searchParams.set('lang', 'zh');
  await page.goto(url.href);
}

try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  const said = [];
  page.on('pageerror', (error) => said.push(String(error)));
  const signOut = async () => {
    await page.goto(`${address}/account`);
    await page.locator('.bar-out button').click();
    await page.waitForURL(/sign-in/);
  };

  await check('the first account is made with the code that was printed', async () => {
    await page.goto(`${address}/set-up`);
    for (const [name, value] of [['name', '张敏'], ['unit', '市重点项目办'], ['login', 'zhangmin'], ['code', city.told().match(/设置码 ([A-Z2-7-]+)/)[1]], ['password', password], ['again', password]]) {
      await page.fill(`input[name=${name}]`, value);
    }
    await page.click('form button.btn-primary');
    await page.waitForURL(/sign-in/);
    equal(await page.locator('[data-passkey]').count(), 0);
    await page.fill('#login', 'zhangmin');
    await page.fill('#password', password);
    await page.click('form button.btn-primary');
    await page.waitForURL(`${address}/`);
  });

  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  const confirm = async () => {
    await page.goto(`${address}/account`);
    await page.fill('#c-password', password);
    await page.click('#confirm .btn-primary');
    await page.waitForURL(/#confirm/);
  };

  await check('a passkey is added once who one is was proved', async () => {
    await page.goto(`${address}/account`);
    equal(await page.locator('[data-passkey=add]').count(), 0);
    await confirm();
    await page.fill('#y-name', '办公电脑');
    await page.click('[data-passkey=add] button');
    await page.waitForURL(/#passkey/);
    holds(await page.innerText('#passkey'), '办公电脑');
    holds(await page.innerText('#passkey'), '尚未使用');
    await picture(page, 'account-passkey');
  });
  await check('the same device makes no second one', async () => {
    await page.fill('#y-name', '再来一个');
    await page.click('[data-passkey=add] button');
    await page.waitForSelector('[data-passkey=add] [data-said]:not([hidden])');
    holds(await page.innerText('[data-passkey=add] [data-said]'), '已为本账号添加过');
  });
  await check('it signs in without login, password or code', async () => {
    await signOut();
    await picture(page, 'sign-in-passkey');
    await page.goto(`${address}/projects`);
    await page.click('[data-passkey=enter] button');
    await page.waitForURL(`${address}/projects`);
    await page.goto(`${address}/account`);
    holds(await page.innerText('#session'), '通行密钥登录');
    holds(await page.innerText('#passkey'), '最近使用');
  });
  await check('it proves again who one is', async () => {
    await page.goto(`${address}/account`);
    await page.click('[data-passkey=prove] button');
    await page.waitForURL(/#confirm/);
    holds(await page.innerText('#confirm'), '已确认');
  });
  await check('where the owner is not known to the authenticator nothing happens, and it is said', async () => {
    await signOut();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.click('[data-passkey=enter] button');
    await page.waitForSelector('[data-passkey=enter] [data-said]:not([hidden])');
    holds(await page.innerText('[data-passkey=enter] [data-said]'), '未完成');
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  });
  await check('by another address no button is offered, and why', async () => {
    await page.goto(`${city.address}/sign-in`);
    await page.waitForSelector('[data-passkey=enter] [data-said]:not([hidden])');
    holds(await page.innerText('[data-passkey=enter] [data-said]'), address);
    equal(await page.isVisible('[data-passkey=enter] button'), false);
  });
  await check('without a script it is said that there is none', async () => {
    const plain = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false });
    const bare = await plain.newPage();
    await bare.goto(`${address}/sign-in`);
    holds(await bare.innerText('[data-passkey=enter]'), 'JavaScript');
    equal(await bare.isVisible('[data-passkey=enter] button'), false);
    await plain.close();
  });
  await check('the machine lists it', async () => {
    holds(execFileSync(binary, ['account', 'show'], { env }).toString(), '1 办公电脑');
  });
  await check('removed, it is offered no more', async () => {
    await page.goto(`${address}/sign-in`);
    await page.click('[data-passkey=enter] button');
    await page.waitForURL(`${address}/`);
    await page.goto(`${address}/account`);
    await page.click('[data-passkey=prove] button');
    await page.waitForURL(/#confirm/);
    await page.click('#passkey .choices button');
    await page.waitForURL(/#passkey/);
    equal(await page.locator('#passkey .choices').count(), 0);
    await signOut();
    equal(await page.locator('[data-passkey]').count(), 0);
    equal(said.join('; '), '');
  });
  await context.close();
} finally {
  await browser.close();
  await city.stop();
}
report();
