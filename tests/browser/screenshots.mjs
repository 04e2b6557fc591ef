// The pictures of docs/screenshots, of a demo city whose every page says that it is made up: node tests/browser/screenshots.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { launch, ledger, place, run, serve, signIn } from './ground.mjs';

const OUT = 'docs/screenshots';
const LARGEST = 150_000;
const desk = { width: 1440, height: 960 };

const env = place();
run(env, 'demo', '--projects', '300');
const { address, stop } = await serve(env);
const browser = await launch();
const press = await (await browser.newContext()).newPage();

// As WebP, which takes a third of what PNG takes; in steps down until it is small enough.
async function keep(name, png) {
  for (const quality of [0.86, 0.78, 0.7, 0.6]) {
    const packed = await press.evaluate(async ([data, quality]) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext('2d').drawImage(picture, 0, 0);
      return canvas.toDataURL('image/webp', quality).split(',')[1];
    }, [png.toString('base64'), quality]);
    const bytes = Buffer.from(packed, 'base64');
    if (bytes.length > LARGEST && quality > 0.6) continue;
    writeFileSync(`${OUT}/${name}.webp`, bytes);
    console.log(`${name}.webp ${bytes.length}`);
    return;
  }
}

async function take(name, { lang = 'zh', theme = 'light', view = desk, scale = 1, role = '重点项目办' }, go) {
  const context = await browser.newContext({ viewport: view, deviceScaleFactor: scale, locale: 'zh-CN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, address, role);
  await page.goto(`${address}/style?lang=${lang}&theme=${theme}`);
  await go(page);
  await keep(name, await page.screenshot());
  await context.close();
}

try {
  mkdirSync(OUT, { recursive: true });
  const to = (path) => (page) => page.goto(`${address}${path}`);
  await take('cockpit', {}, to('/'));
  await take('board', {}, async (page) => {
    await page.goto(`${address}/board?group=place`);
    await page.waitForSelector('.war-map-view.is-whole');
    await page.locator('.war-map-name').nth(3).click();
    await page.waitForSelector('.has-card .war-map-card h2');
  });
  await take('approvals', { view: { width: 1440, height: 1200 } }, async (page) => {
    await page.goto(`${address}/items`);
    const project = await page.locator('.ledger tbody a[href*="/approvals"]').first().getAttribute('href');
    await page.goto(`${address}${project.split('?')[0]}`);
  });
  await take('import', {}, async (page) => {
    await page.goto(`${address}/imports/new`);
    await page.setInputFiles('#file', ledger);
    await page.click('.upload button');
    await page.waitForURL(/imports\/drafts\//);
  });
  await take('compare', {}, to('/compare'));
  await take('screen', { view: { width: 1920, height: 1080 } }, to('/screen'));
  await take('phone', { theme: 'dark', view: { width: 390, height: 844 }, scale: 2 }, to('/'));
  await take('english', { lang: 'en', theme: 'dark' }, to('/projects'));
} finally {
  await browser.close();
  await stop();
}
