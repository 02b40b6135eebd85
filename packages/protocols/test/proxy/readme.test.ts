import { readFileSync } from 'node:fs';
import { mermaidOfProtocol } from '@wirechart/core';
import { expect, test } from 'vitest';
import { proxied } from '../../src/proxy/index.js';
import { raw } from '../../src/raw/index.js';
import { withCharts } from '../kit/charts.js';

const README = '../../src/proxy/README.md';
const page = readFileSync(new URL(README, import.meta.url), 'utf8');

// `npx vitest run packages/protocols/test/proxy/readme.test.ts -u` draws the chart anew.
test('the chart of the README is that of the machine', async () => {
  const chart = mermaidOfProtocol(proxied(raw(), { trusted: [] }));
  await expect(withCharts(page, { proxy: chart })).toMatchFileSnapshot(README);
});

test('the example of the README is the one that runs', () => {
  for (const name of ['behind-proxy', 'as-proxy']) {
    const snippet = readFileSync(new URL(`../../../../docs/snippets/${name}.ts`, import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${snippet}\`\`\``);
  }
});
