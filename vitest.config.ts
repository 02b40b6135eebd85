import { availableParallelism } from 'node:os';
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
      // Another XState than the one that is installed, by its module: see `test:lowest` in package.json.
      ...(process.env['XSTATE'] === undefined ? [] : [{ find: /^xstate$/, replacement: process.env['XSTATE'] }]),
      { find: /^@wirechart\/(resp-service|memcached-store)$/, replacement: `${root}examples/$1/src/index.ts` },
      { find: /^@wirechart\/([\w-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^@wirechart\/([\w-]+)\/(.+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
    ],
  },
  test: {
    // One more than there are cores: many tests wait for programs, sockets and timers.
    maxWorkers: availableParallelism() + 1,
    // What is polled for comes within milliseconds, unless the machine stands still.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'compiled',
          include: [
            '{packages,apps,examples,scripts}/*/test/**/*.test.ts',
            'bench/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
          ],
          provide: { defaultRuntime: 'compiled' },
          // Only what hangs takes so long: suites start programs and search at random, on machines that do other work too.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        plugins: [interpretedInstead(), fewerRuns()],
        test: {
          name: 'xstate',
          // Every suite of every machine that is shipped, but for those that run both runtimes themselves. So do the contracts
          // of protocols; two of them are here for what they ask of one runtime alone.
          include: [
            'packages/core/test/*.test.ts',
            'packages/protocols/test/**/!(contract|contract-*).test.ts',
            'packages/protocols/test/{resp/contract-requests,websocket/contract-server,websocket/contract-connections}.test.ts',
            'examples/resp-service/test/service.test.ts',
            'examples/memcached-store/test/store.test.ts',
            'packages/fuzz/test/wirechart.test.ts',
            'docs/snippets/kv/{bad-input,fuzz,whole}.test.ts',
          ],
          exclude: [
            'packages/protocols/test/over-tls.test.ts',
            'packages/protocols/test/proxy/judge.test.ts',
            'packages/protocols/test/smtp/{judges,readme}.test.ts',
            'packages/protocols/test/tls/*.test.ts',
            'packages/protocols/test/resp/redis-server.test.ts',
            'packages/protocols/test/websocket/{bad-input,chromium,memory,ws-server}.test.ts',
          ],
          provide: { defaultRuntime: 'xstate' },
          // Files of this project share a worker's modules: what a machine has already run changes the compiled runtime alone, and
          // its files are isolated, each of these among them. To load everything anew took more than half of the time.
          isolate: false,
          // Many times slower, and a few suites feed a hundred thousand frames.
          testTimeout: 60_000,
        },
      },
    ],
  },
});

/** Puts a fast-check that checks each property in fewer runs where tests, and the suites that they call, import it. */
function fewerRuns(): Plugin {
  const instead = `${root}packages/core/test/kit/fewer-runs.ts`;
  return {
    name: 'fewer-runs',
    enforce: 'pre',
    resolveId: (source, importer) => (source === 'fast-check' && importer !== instead ? instead : undefined),
  };
}

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
