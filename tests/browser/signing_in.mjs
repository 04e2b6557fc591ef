// How somebody signs in who has more than a password. A passkey is added, lets in, proves who one is, is removed: Chromium's own
// authenticator in software signs. An identity at another house is linked, lets in, is refused where it is not what it must be:
// a certified provider answers.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { house, secret } from './provider.mjs';
import { binary, check, equal, holds, launch, overflows, picture, place, report, serve } from './ground.mjs';

const password = '擎火一号工程 correct horse';
const env = place();
const elsewhere = await house();
const secretFile = join(env.QINGHUO_DATA, 'provider-secret');
writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
const city = await serve(env, ['--oidc-issuer', elsewhere.issuer, '--oidc-client-id', 'qinghuo', '--oidc-secret-file', secretFile]);
// Passkeys are bound to a name; on one's own machine browsers take this one for safe.
const address = city.address.replace('127.0.0.1', 'localhost');
elsewhere.open(address);
const browser = await launch();

async function looked(page, name) {
  for (const [lang, width] of [['zh', 1440], ['en', 1440], ['zh', 390], ['en', 390]]) {
    await page.setViewportSize({ width, height: 900 });
    const url = new URL(page.url());
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    await picture(page, `${name}-${width}-${lang}`);
    equal(await overflows(page), false);
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
    // From its head, where nothing scrolls any more.
    await page.goto(`${address}/account`);
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
    await looked(page, 'account-passkey');
  });
  await check('the same device makes no second one', async () => {
    await page.fill('#y-name', '再来一个');
    await page.click('[data-passkey=add] button');
    await page.waitForSelector('[data-passkey=add] [data-said]:not([hidden])');
    holds(await page.innerText('[data-passkey=add] [data-said]'), '已为本账号添加过');
  });
  await check('it signs in without login, password or code', async () => {
    await signOut();
    await looked(page, 'sign-in-passkey');
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
    await page.goto(`${address}/account`);
    await page.click('#passkey .choices button');
    await page.waitForURL(/#passkey/);
    equal(await page.locator('#passkey .choices').count(), 0);
    await signOut();
    equal(await page.locator('[data-passkey]').count(), 0);
    equal(said.join('; '), '');
  });
  // At the other house: whoever types a name there is believed, and asked once whether the platform may know it.
  const enters = async (page, name) => {
    await page.waitForURL(`${elsewhere.issuer}/**`, { waitUntil: 'commit' });
    await page.fill('input[name=login]', name);
    await page.fill('input[name=password]', 'any');
    await page.click('button[type=submit]');
  };
  const allows = async (page) => {
    await page.waitForSelector('form[action*=interaction] button[type=submit], .alert, #content');
    if (page.url().startsWith(elsewhere.issuer)) await page.click('button[type=submit]');
  };
  let code;
  elsewhere.ways.bend = (where) => {
    code = new URL(where, elsewhere.issuer).searchParams.get('code') ?? code;
    return where;
  };
  const remembering = elsewhere.ways.bend;

  await check('an identity nobody linked is refused in plain words', async () => {
    const other = await browser.newContext({ locale: 'zh-CN' });
    const stranger = await other.newPage();
    await stranger.goto(`${address}/sign-in`);
    await stranger.click('text=统一身份认证登录');
    await enters(stranger, 'stranger');
    await allows(stranger);
    await stranger.waitForURL(/identity\/back/);
    holds(await stranger.innerText('[role=alert]'), '未关联擎火账号');
    equal((await other.cookies(address)).some((cookie) => cookie.name === 'qinghuo_session'), false);
    await other.close();
  });
  await check('an identity is linked by its owner', async () => {
    await page.goto(`${address}/sign-in`);
    await page.fill('#login', 'zhangmin');
    await page.fill('#password', password);
    await page.click('form button.btn-primary');
    await page.waitForURL(`${address}/`);
    await page.goto(`${address}/account`);
    equal(await page.locator('#identity a.btn-primary').count(), 0);
    await confirm();
    await page.click('#identity a.btn-primary');
    await enters(page, 'u-0042');
    await allows(page);
    await page.waitForURL(/\/account#identity/);
    holds(await page.innerText('#identity'), 'u-0042@city');
    await looked(page, 'account-identity');
  });
  await check('it signs in, and back to where one wanted to go', async () => {
    await signOut();
    await looked(page, 'sign-in-identity');
    await page.goto(`${address}/projects`);
    await page.click('text=统一身份认证登录');
    await page.waitForURL(`${address}/projects`);
    await page.goto(`${address}/account`);
    holds(await page.innerText('#session'), '统一身份认证登录');
  });
  await check('asked anew, it proves who one is', async () => {
    await page.goto(`${address}/sign-in/identity?for=prove`);
    await enters(page, 'u-0042');
    await allows(page);
    await page.waitForURL(/\/account#confirm/);
    holds(await page.innerText('#confirm'), '已确认');
  });
  await check('signing out goes on to the other house and comes back', async () => {
    await page.goto(`${address}/account`);
    await page.locator('.bar-out button').click();
    await page.waitForURL(`${elsewhere.issuer}/**`);
    await page.click('button[name=logout], button[type=submit]');
    await page.waitForURL(`${address}/sign-in**`);
    await page.goto(`${address}/projects`);
    await page.waitForURL(/sign-in\?back=/);
  });
  await check('an answer to another way there is none', async () => {
    elsewhere.ways.bend = (where) => where.replace(/([?&]state=)[^&]*/, (whole, name) => where.includes('identity/back') ? `${name}forged` : whole);
    await page.goto(`${address}/sign-in/identity?for=enter`);
    await enters(page, 'u-0042');
    await allows(page);
    await page.waitForURL(/identity\/back/);
    holds(await page.innerText('[role=alert]'), '已超时或已使用');
    elsewhere.ways.bend = remembering;
  });
  await check('a way gone once is not gone again', async () => {
    let way;
    elsewhere.ways.bend = (where) => {
      if (where.includes('identity/back')) way = where;
      return remembering(where);
    };
    await page.goto(`${address}/sign-in/identity?for=enter`);
    await page.waitForURL(`${address}/`);
    const taken = await page.request.get(way);
    equal(taken.status(), 401);
    elsewhere.ways.bend = remembering;
    await page.goto(`${address}/account`);
    await page.locator('.bar-out button').click();
    await page.waitForURL(`${elsewhere.issuer}/**`);
  });
  await check('a code shown before is refused by the other house', async () => {
    const old = code;
    elsewhere.ways.bend = (where) => where.includes('identity/back') ? where.replace(/([?&]code=)[^&]*/, `$1${old}`) : where;
    await page.goto(`${address}/sign-in/identity?for=enter`);
    await page.waitForURL(/identity\/back/);
    holds(await page.innerText('[role=alert]'), 'invalid_grant');
    elsewhere.ways.bend = remembering;
  });
  await check('the administrator expects somebody by name, who then is let in', async () => {
    holds(execFileSync(binary, ['account', 'show'], { env }).toString(), 'u-0042@city');
    execFileSync(binary, ['account', 'forget', 'zhangmin', '--linked', '1'], { env, stdio: 'ignore' });
    execFileSync(binary, ['account', 'expect', 'zhangmin', '--issuer', elsewhere.issuer, '--identity', 'u-0042@city'], { env, stdio: 'ignore' });
    await page.goto(`${address}/sign-in/identity?for=enter`);
    await page.waitForURL(`${address}/`);
  });
  await check('whoever keeps the accounts awaits an identity on the page of people, and unlinks it', async () => {
    await page.goto(`${address}/account`);
    await page.locator('#post button').click();
    await page.waitForURL((url) => url.pathname !== '/account');
    await confirm();
    await page.goto(`${address}/people`);
    await page.click('.people details summary');
    await page.fill('.people details input[name=identity]', '张敏@city');
    await page.click('.people details button');
    await page.waitForURL(`${address}/people`);
    const line = page.locator('.people .choices li', { hasText: '张敏@city' });
    holds(await line.innerText(), '待首次登录');
    await looked(page, 'people-identity');
    await line.locator('button').click();
    await page.waitForURL(/\/people/);
    equal(await line.count(), 0);
  });
  await check('who never went there has nothing to come back from', async () => {
    const other = await browser.newContext({ locale: 'zh-CN' });
    const late = await other.newPage();
    await late.goto(`${address}/sign-in/identity/back?code=c&state=s`);
    holds(await late.innerText('[role=alert]'), '已超时或已使用');
    await other.close();
  });
  equal(said.join('; '), '');
  await context.close();
} finally {
  await browser.close();
  await elsewhere.close();
  await city.stop();
  rmSync(secretFile, { force: true });
}
report();
