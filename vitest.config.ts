import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run the sources, so that a failure points at the line that was written.
    alias: [
      { find: /^@wirechart\/([\w-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^@wirechart\/([\w-]+)\/(.+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
    ],
  },
  test: {
    include: ['{packages,apps,scripts}/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'docs/test/**/*.test.ts'],
  },
});
