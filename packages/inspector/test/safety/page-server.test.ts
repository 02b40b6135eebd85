/** Who is refused by the page's server. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageServer, servePage } from '../../src/program/http/server.js';
import { Inspection } from '../../src/program/inspection.js';
import { ask } from '../kit/ask.js';
import { cookieOf } from '../kit/inspected.js';
import { charts, hello } from '../page/fixture.js';

describe('the server of the page', () => {
  let page: PageServer;
  let origin: string;
  let host: string;
  let cookie: string;

  beforeAll(async () => {
    page = await servePage(new Inspection());
    const url = new URL(page.url);
    ({ origin, host } = url);
    cookie = await cookieOf(page);
  });
  afterAll(() => page.close());

  const paths = ['/', '/events', '/export/dump', '/export/metrics', '/export/connections.json', '/page/main.js'];

  it('sends a chart that is taken away, whatever its protocol is called', async () => {
    const inspection = new Inspection();
    const names = charts.map((chart) => ({ ...chart, protocol: 'שלום"\r\nx: y/../z' }));
    inspection.receive({ ...hello, kind: 'live', title: '', payload: false, charts: names });
    await using server = await servePage(inspection);
    const told = await fetch(new URL('/export/chart.mmd?chart=0', server.url), {
      headers: { cookie: await cookieOf(server) },
    });
    expect(told.status).toBe(200);
    expect(told.headers.get('content-disposition')).toBe('attachment; filename="_x_y_.._z-read.mmd"');
  });

  it.each(paths)('gives nothing of %s to one who has no cookie', async (path) => {
    expect((await ask(origin + path)).status).toBe(401);
    expect((await ask(origin + path, { cookie: `${cookie}0` })).status).toBe(401);
    expect((await ask(origin + path, { cookie: `${cookie.slice(0, -1)}` })).status).toBe(401);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1',
    '127.0.0.1.nip.io',
    'localhost',
    '0.0.0.0',
    '2130706433',
  ])('is not talked to as %s, whatever is brought along', async (name) => {
    const port = new URL(origin).port;
    for (const given of name.includes('127.0.0.1') || name === 'localhost'
      ? [name, `${name}:1`]
      : [name, `${name}:${port}`]) {
      expect((await ask(page.url, { host: given })).status).toBe(403);
      expect((await ask(`${origin}/events`, { host: given, cookie })).status).toBe(403);
    }
  });

  it('is talked to by its exact address and as localhost', async () => {
    const { port } = new URL(origin);
    for (const name of [host, `localhost:${port}`, `LOCALHOST:${port}`]) {
      expect((await ask(`${origin}/export/metrics`, { host: name, cookie })).status).toBe(200);
    }
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'answers nothing to a page of %s, whatever it asks for',
    async (foreign) => {
      for (const path of paths) expect((await ask(origin + path, { origin: foreign, cookie })).status).toBe(403);
      expect((await ask(`${origin}/view`, { origin: foreign, cookie }, 'POST', '{}')).status).toBe(403);
      expect((await ask(page.url, { origin: foreign })).status).toBe(403);
    },
  );

  it('lets no other site load what it has, nor the page of another port', async () => {
    for (const site of ['cross-site', 'same-site']) {
      for (const mode of ['no-cors', 'cors', 'websocket']) {
        const headers = { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': mode };
        expect((await ask(`${origin}/export/dump`, headers)).status).toBe(403);
      }
    }
  });

  it('changes a view only for its own page', async () => {
    expect((await ask(`${origin}/view`, { cookie }, 'POST', '{}')).status).toBe(403);
    expect((await ask(`${origin}/view`, { cookie, origin }, 'POST', '{"view":"x"}')).status).toBe(404);
    expect((await ask(`${origin}/view`, { cookie, origin }, 'POST', 'no')).status).toBe(400);
    expect((await ask(`${origin}/view`, { cookie, origin }, 'POST', `"${'x'.repeat(100_000)}"`)).status).toBe(400);
  });

  it.each([
    '/export/connections.json?filter=colour:red',
    '/export/trace.json?connection=9',
    '/export/chart.svg?chart=9',
  ])('says that %s makes no sense', async (path) => {
    expect((await ask(origin + path, { cookie })).status).toBe(400);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('knows no %s', async (method) => {
    expect((await ask(`${origin}/`, { cookie, origin }, method)).status).toBe(403);
  });

  it('takes a token of 128 bits, once for a cookie that no script and no other site gets', async () => {
    expect(new URL(page.url).searchParams.get('token')).toMatch(/^[0-9a-f]{32}$/);
    const { status, headers, body } = await ask(page.url);
    expect([status, headers['location'], body]).toEqual([303, '/', '']);
    expect(String(headers['set-cookie'])).toMatch(/^wirechart-\d+=[0-9a-f]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(String(headers['set-cookie'])).not.toContain(new URL(page.url).searchParams.get('token'));
  });

  it('takes no other token', async () => {
    const token = new URL(page.url).searchParams.get('token') as string;
    for (const other of ['', token.slice(1), `${token}0`, token.toUpperCase() === token ? 'x' : token.toUpperCase()]) {
      expect((await ask(`${origin}/?token=${other}`)).status).toBe(401);
    }
  });

  it.each(['/', '/nowhere', '/export/metrics', '/events'])('says with %s what a browser must not do', async (path) => {
    const { headers } = await ask(origin + path, { cookie });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each(['/../../package.json', '/page/../../package.json', '/page/%2e%2e/%2e%2e/package.json', '/chart/0.svg'])(
    'has no file %s',
    async (path) => {
      expect([400, 404]).toContain((await ask(origin + path, { cookie })).status);
    },
  );

  it('takes an address that is none for a mistake of who asks', async () => {
    for (const path of ['//', '///x:y']) expect((await ask(origin + path, { cookie })).status).toBe(400);
  });

  it('listens on no other interface', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ host: address, port: Number(new URL(origin).port) }, () => resolve('connected'));
        socket.on('error', () => resolve('refused'));
      });
      expect(outcome).toBe('refused');
    }
    await expect(servePage(new Inspection(), { host: '0.0.0.0' as never })).rejects.toThrow(RangeError);
  });
});
