import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** What runs machines unless a test says otherwise. */
    readonly defaultRuntime: 'compiled' | 'xstate';
  }
}

export default defineConfig({
  resolve: {
    // Tests run the sources, so that a failure points at the line that was written.
    alias: [
      { find: /^@wirechart\/([\w-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^@wirechart\/([\w-]+)\/(.+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'compiled',
          include: ['{packages,apps,scripts}/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'docs/test/**/*.test.ts'],
          provide: { defaultRuntime: 'compiled' },
        },
      },
      {
        extends: true,
        plugins: [interpretedInstead()],
        test: {
          name: 'xstate',
          // Every suite of every machine that is shipped, but for those that run both runtimes themselves.
          include: [
            'packages/core/test/*.test.ts',
            'packages/protocols/test/**/*.test.ts',
            'packages/fuzz/test/wirechart.test.ts',
            'docs/test/guide-suites.test.ts',
          ],
          exclude: [
            'packages/protocols/test/memcached/memccapable.test.ts',
            'packages/protocols/test/proxy/judge.test.ts',
            'packages/protocols/test/resp/{npm-clients,redis-cli,redis-server}.test.ts',
            'packages/protocols/test/websocket/{bad-input,chromium,memory,ws-server}.test.ts',
          ],
          provide: { defaultRuntime: 'xstate' },
          // Some hundred times slower, and a few suites feed a million frames.
          testTimeout: 60_000,
        },
      },
    ],
  },
});

/** Puts XState's interpreter where the compiled runtime is taken from. Tests that import a runtime themselves get the one they name. */
function interpretedInstead(): Plugin {
  return {
    name: 'interpreted-instead',
    enforce: 'pre',
    resolveId(source, importer) {
      return source === './compiled/compiled.js' && importer?.endsWith('/core/src/runtime/index.ts')
        ? `${root}packages/core/test/kit/interpreted-instead.ts`
        : undefined;
    },
  };
}
