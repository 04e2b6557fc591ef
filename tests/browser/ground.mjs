// What every walk stands on: a city of its own that is served, a browser, and checks that are counted.
//
// QINGHUO_BINARY and QINGHUO_CHROMIUM say what to run; SHOTS=DIR keeps a picture of every page.
import { chromium } from 'playwright-core';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.QINGHUO_BINARY ?? 'target/debug/qinghuo';
export const ledger = 'samples/jinan_2024_dispatch.xlsx';
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const tally = { passed: 0, failed: 0 };
export async function check(what, work) {
  try {
    await work();
    tally.passed += 1;
  } catch (error) {
    tally.failed += 1;
    console.log(`FAILED ${what}: ${error.message ?? error}`);
  }
}
export function report() {
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}
export function equal(found, wanted) {
  if (found !== wanted) throw new Error(`found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}
export function holds(text, wanted) {
  if (!text.includes(wanted)) throw new Error(`${JSON.stringify(wanted)} is not in ${JSON.stringify(text.slice(0, 300))}`);
}

// A folder of its own for a city, and what a command on it is told.
export function place() {
  return { ...process.env, QINGHUO_DATA: mkdtempSync(join(tmpdir(), 'qinghuo-walk-')), QINGHUO_ACTOR: '张敏', QINGHUO_LANG: 'zh' };
}
export const run = (env, ...words) => execFileSync(binary, words, { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString();

// Serves the city of a place until it is stopped, which removes it. `told` is what the program has said.
export async function serve(env, options = []) {
  const server = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--requests-a-second', '0', ...options], { env });
  let told = '';
  const address = await new Promise((resolve, reject) => {
    server.on('exit', (code) => reject(new Error(`the server stopped with ${code}: ${told}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (text) => {
        told += text;
        const found = told.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (found) resolve(found[0]);
      });
    }
  });
  const stop = async () => {
    server.removeAllListeners('exit');
    const stopped = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await stopped;
    rmSync(env.QINGHUO_DATA, { recursive: true, force: true });
  };
  return { address, stop, told: () => told };
}

// The most bytes a page itself may have, unpacked: more than that is repetition, or more rows than anybody reads.
export const HEAVIEST = 60_000;
export function isLight(what, bytes) {
  if (bytes > HEAVIEST) throw new Error(`${what} has ${bytes} bytes, more than ${HEAVIEST}`);
}

// A browser in which every page that is gone to is weighed.
export async function launch() {
  const browser = await chromium.launch({
    executablePath: process.env.QINGHUO_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    const newPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await newPage();
      const goto = page.goto.bind(page);
      page.goto = async (url, how) => {
        const response = await goto(url, how);
        if (response?.headers()['content-type']?.startsWith('text/html')) isLight(url, (await response.body()).length);
        return response;
      };
      return page;
    };
    return context;
  };
  return browser;
}

export async function picture(page, name, fullPage = true) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage });
}

// What would make a page wider than the window, which no page may be.
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

// In a city with people one signs in, here by the button of a demonstration.
export async function signIn(page, address, role) {
  await page.goto(`${address}/`);
  await page.waitForURL(/sign-in/);
  await page.locator('.demo', { hasText: role }).first().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

// The pages of a city that one person keeps, from the sample ledger.
export const pages = {
  cockpit: '/',
  screen: '/screen',
  map: '/map',
  style: '/style',
  projects: '/projects',
  red: '/projects?light=red&sort=gap',
  nothing: '/projects?q=zzzz',
  past: '/projects?as_of=2024-06-29',
  project: '/projects/P2',
  edit: '/projects/P2?edit=money',
  totals: '/totals?by=place',
  compare: '/compare?since=2024-06-01&until=2024-07-01',
  board: '/board?group=place&from=2024-01&to=2025-12&open=P2',
  month: '/board/month?month=2024-06&aim=investment',
  rules: '/rules',
  playbook: '/playbook',
  columns: '/projects?column=period,sponsor,industry&sort=place,-gap',
  batch: '/projects/batch?field=lead_unit',
  place: '/places/%E5%8E%86%E4%B8%8B%E5%8C%BA',
  actor: '/actor',
  imports: '/imports',
  import: '/imports/I1',
  upload: '/imports/new',
  missing: '/projects/P999',
};

// The pages of a city with people in it, by whose post they are looked at.
export const posts = {
  重点项目办: {
    cockpit: '/',
    projects: '/projects',
    project: '/projects/P2',
    approvals: '/projects/P2/approvals',
    board: '/board',
    compare: '/compare',
    account: '/account',
    units: '/units',
    unit: '/units/U1',
    access: '/access',
    dispatch: '/dispatch',
    items: '/items',
    'items-month': '/items/month',
    'items-load': '/items/load',
    'items-batch': '/items/batch',
    bottlenecks: '/bottlenecks',
    migrations: '/migrations',
    wall: '/wall',
    bulletin: '/bulletin',
    'api-docs': '/api/docs',
    'api-docs-book': '/api/docs/book',
    'api-docs-shapes': '/api/docs/shapes',
  },
  系统管理员: { people: '/people', log: '/log', forbidden: '/projects' },
};
