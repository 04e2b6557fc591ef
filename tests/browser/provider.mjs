// Another house that vouches for people: a certified OpenID provider on this machine. Whoever types a name is believed.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const secret = 'a secret of the browser tests alone';

// The provider's address is known before what it is for: the platform is told of it, and it of the platform.
export async function house() {
  let answer = (_, response) => response.writeHead(503).end();
  const ways = { bend: (address) => address };
  const server = createServer((request, response) => {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) => set(name, name.toLowerCase() === 'location' ? ways.bend(value) : value);
    answer(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const open = (address) => {
    const provider = new Provider(issuer, {
      clients: [{
        client_id: 'qinghuo',
        client_secret: secret,
        redirect_uris: [`${address}/sign-in/identity/back`],
        post_logout_redirect_uris: [`${address}/sign-in`],
      }],
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@city` }) }),
      claims: { openid: ['sub'], profile: ['preferred_username'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['browser tests'] },
      pkce: { required: () => true },
    });
    answer = provider.callback();
  };
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { issuer, open, close, ways };
}
