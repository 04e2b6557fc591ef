// How heavy the pages of a city of two thousand projects are, as several posts see them and in both languages: none passes the limit.
import { check, isLight, pages, place, posts, run, serve } from './ground.mjs';

// What is heaviest of its kind.
const more = {
  'project-1': '/projects/P1', 'project-2': '/projects/P2', 'project-3': '/projects/P3', 'project-4': '/projects/P4',
  history: '/projects/P1/history', approvals: '/projects/P1/approvals', 'approvals-2': '/projects/P2/approvals', evidence: '/projects/P2/approvals/evidence',
  own: '/projects/P2?edit=place', behind: '/projects?sort=-gap',
  industry: '/industries/%E7%B2%BE%E5%93%81%E9%92%A2%E4%B8%8E%E5%85%88%E8%BF%9B%E6%9D%90%E6%96%99', zone: '/places/%E6%B5%8E%E5%8D%97%E9%AB%98%E6%96%B0%E6%8A%80%E6%9C%AF%E4%BA%A7%E4%B8%9A%E5%BC%80%E5%8F%91%E5%8C%BA',
  'compare-months': '/compare?since=2026-01-01&until=2026-11-01', items: '/items?urgency=overdue', 'items-place': '/items?place=%E5%8E%86%E4%B8%8B%E5%8C%BA',
  'docs-service': '/api/docs/service', 'docs-book': '/api/docs/book', 'docs-views': '/api/docs/views', 'docs-approvals': '/api/docs/approvals',
  'docs-writing': '/api/docs/writing', 'docs-commands': '/api/docs/commands', 'docs-shapes': '/api/docs/shapes', 'docs-values': '/api/docs/values',
};
// Accounts of the demonstration, by what their post is.
const accounts = { office: 1, clerk: 3, department: 5, enterprise: 7, public: 13, administrator: 14 };

export async function weighed() {
  const env = place();
  run(env, 'demo', '--projects', '2000');
  const { address, stop } = await serve(env);
  const all = { ...pages, ...Object.assign({}, ...Object.values(posts)), ...more };
  try {
    for (const [who, account] of Object.entries(accounts)) {
      const entered = await fetch(`${address}/sign-in`, {
        method: 'POST', redirect: 'manual', headers: { origin: address, 'content-type': 'application/x-www-form-urlencoded' }, body: `demo=${account}&back=/`,
      });
      const session = entered.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
      for (const [name, path] of Object.entries(all)) {
        for (const lang of ['zh', 'en']) {
          await check(`the weight of ${name} as ${who} in ${lang}`, async () => {
            const page = await fetch(address + path, { headers: { cookie: `${session}; qinghuo_lang=${lang}` } });
            isLight(path, (await page.arrayBuffer()).byteLength);
            if (page.status >= 500) throw new Error(`${path} answers ${page.status}`);
          });
        }
      }
    }
  } finally {
    await stop();
  }
}
