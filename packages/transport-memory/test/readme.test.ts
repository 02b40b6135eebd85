import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

// Those that are tests themselves run as such.
test.each(readdirSync(new URL('./snippets/', import.meta.url)))('%s, stands in the README as it runs here', (name) => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`./snippets/${name}`)}\`\`\``);
});

test('the exchange, prints the reply', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./snippets/exchange.js');
  expect(log).toHaveBeenCalledExactlyOnceWith(
    { echo: 'follow the white rabbit' },
    expect.stringMatching(/^after \d+ ms$/),
  );
  log.mockRestore();
});
