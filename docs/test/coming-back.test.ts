/** The page about coming back shows the machine that runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lifeMachine, mermaidOf } from '@wirechart/core';
import { expect, test } from 'vitest';

const PAGE = fileURLToPath(new URL('../coming-back.md', import.meta.url));

// `npx vitest run docs/test/coming-back -u` draws it anew.
test('docs/coming-back.md shows the chart of the machine', async () => {
  const chart = `<!-- chart -->\n\`\`\`mermaid\n${mermaidOf(lifeMachine)}\`\`\`\n<!-- /chart -->`;
  const text = readFileSync(PAGE, 'utf8').replace(/<!-- chart -->[\s\S]*<!-- \/chart -->/, () => chart);
  await expect(text).toMatchFileSnapshot(PAGE);
});
