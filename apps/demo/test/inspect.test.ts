/** What a stranger sees: an address, and behind it a page with connections that behave and that do not. */
import { expect, it } from 'vitest';
import { start } from './support/demo.js';

it('prints the address of a page that shows connections, and closes in order', async () => {
  const demo = start(['inspect']);
  const [, url = ''] = await demo.until(/open (http:\S+)/);
  const opened = await fetch(url, { redirect: 'manual' });
  expect(opened.status).toBe(303);
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] as string;
  const get = (path: string) => fetch(new URL(path, url), { headers: { cookie } });
  const page = await get('/');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await get('/page/main.js')).status).toBe(200);
  expect(await (await get('/chart/0.svg')).text()).toContain('awaiting-jsonheader');
  const states = async () => {
    const { connections } = (await (await get('/export/connections.json')).json()) as {
      connections: { read: string; write: string; status: string; protocol: string }[];
    };
    return connections.flatMap(({ read, write, status, protocol }) => [read, write, status, protocol]);
  };
  // One stalls in a header, one drips its content, one does not read, one speaks something else, and two chat.
  const sought = ['awaiting-jsonheader', 'awaiting-content', 'blocked', 'failed', 'websocket'];
  let seen: string[] = [];
  while (!sought.every((state) => seen.includes(state))) seen = await states();
  demo.signal('SIGTERM');
  const { status, stderr } = await demo.ended;
  expect([status, stderr]).toEqual([0, '']);
});
