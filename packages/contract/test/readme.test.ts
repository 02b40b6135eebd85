import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

// They are tests themselves, and run as such.
test.each(readdirSync(new URL('./snippets/', import.meta.url)))('%s, stands in the README as it runs here', (name) => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`./snippets/${name}`)}\`\`\``);
});
