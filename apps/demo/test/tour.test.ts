import { describe, expect, it } from 'vitest';
import { jsonLines, run, start } from './support/demo.js';

const ANSWERS = [
  '{"result":"Follow the white rabbit. 🐰"}',
  '{"result":"In the caves beneath the Misty Mountains. 💍"}',
  '{"result":"🐾 Playing ball! 🏐"}',
  `{"result":"No match for 'nowhere'."}`,
  `{"result":"Error: invalid action 'dance'."}`,
  'First 10 bytes of request: binary😃',
];

const READ = [
  'awaiting-protoheader',
  'awaiting-jsonheader',
  'awaiting-content',
  'responding',
  'awaiting-protoheader',
  'closed',
];
const WRITE = ['idle', 'sending', 'idle', 'finishing', 'closed'];

describe('the tour', () => {
  it('prints every exchange with the states of all four halves, and exits 0', async () => {
    const { status, stdout, stderr } = await run([]);
    const answers = [...stdout.matchAll(/^ {3}← (.*?) {2}/gm)].map(([, answer]) => answer);
    expect(answers).toEqual(ANSWERS);
    expect(stdout.match(/^ {3}→ /gm)).toHaveLength(6);
    for (const half of ['client writes', 'server reads ', 'server writes', 'client reads ']) {
      expect([...stdout.matchAll(new RegExp(`^ {3}${half}  `, 'gm'))]).toHaveLength(6);
    }
    const unwrapped = stdout.replace(/ ›\n +/g, ' › ');
    expect(unwrapped.split(READ.join(' › '))).toHaveLength(1 + 12);
    expect(unwrapped.split(WRITE.join(' › '))).toHaveLength(1 + 12);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('fits in 80 columns and has no escape codes when nobody is at a terminal', async () => {
    const { stdout } = await run([]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\x1b');
  });

  it('is one JSON object per line with --json', async () => {
    const { status, stdout } = await run(['--json']);
    const lines = jsonLines(stdout);
    expect(lines.map(({ event }) => event)).toEqual(['tour', ...ANSWERS.map(() => 'exchange'), 'memory', 'end']);
    expect(lines[1]).toMatchObject({
      request: { contentType: 'text/json', content: { action: 'search', value: 'morpheus' } },
      reply: { contentType: 'text/json', contentEncoding: 'utf-8', content: JSON.parse(ANSWERS[0] as string) },
      states: { client: { read: READ, write: WRITE }, server: { read: READ, write: WRITE } },
    });
    expect(lines[7]).toMatchObject({ exchanges: 6, alike: 6 });
    expect(lines[6]).toMatchObject({
      request: { contentType: 'binary/custom-client-binary-type', contentEncoding: 'binary' },
      reply: { contentType: 'binary/custom-server-binary-type', content: { text: ANSWERS[5] } },
    });
    expect(status).toBe(0);
  });

  it('ends without a word when nobody reads on', async () => {
    const { status, stderr } = await start([]).stopReading().ended;
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
