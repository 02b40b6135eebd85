/** Anything in place of what was expected, given to every exported function and class: it works, or throws an Error; and all goes on as before. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { anyValue } from '../../packages/core/test/kit/wrong-values.js';

/** What does more with the right arguments than a test may, or waits for something by design; and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  inspectable: 'opens a socket of this process for an inspector',
  stdioTransport: 'takes the standard input of the test',
};

const modules: Readonly<Record<string, object>> = {
  core: await import('@wirechart/core'),
  'protocols/framing': await import('@wirechart/protocols/framing'),
  'protocols/json-header': await import('@wirechart/protocols/json-header'),
  'protocols/json-rpc': await import('@wirechart/protocols/json-rpc'),
  'protocols/memcached': await import('@wirechart/protocols/memcached'),
  'protocols/modbus': await import('@wirechart/protocols/modbus'),
  'protocols/proxy': await import('@wirechart/protocols/proxy'),
  'protocols/raw': await import('@wirechart/protocols/raw'),
  'protocols/resp': await import('@wirechart/protocols/resp'),
  'protocols/smtp': await import('@wirechart/protocols/smtp'),
  'protocols/tls': await import('@wirechart/protocols/tls'),
  'protocols/websocket': await import('@wirechart/protocols/websocket'),
  'protocols/websocket/deflate': await import('@wirechart/protocols/websocket/deflate'),
  contract: await import('@wirechart/contract'),
  'transport-memory': await import('@wirechart/transport-memory'),
  'transport-net': await import('@wirechart/transport-net'),
  'transport-web': await import('../../packages/transport-web/src/index.js'),
  fuzz: await import('@wirechart/fuzz'),
  'fuzz/jazzer': await import('@wirechart/fuzz/jazzer'),
  'fuzz/wirechart': await import('@wirechart/fuzz/wirechart'),
  inspector: await import('@wirechart/inspector'),
  'inspector/bridge': await import('@wirechart/inspector/bridge'),
};

/** Modules of which nothing is called; and why. */
const MODULES_LEFT_OUT: Readonly<Record<string, string>> = {
  'inspector/feed': 'has types only',
  'inspector/program': 'opens ports, and signals the process whose number it is given',
  'transport-net/cluster': 'starts processes',
};

/** Functions, and those one level down: `webSocket.server`. */
function* callablesOf(exported: object): Generator<readonly [string, (...args: unknown[]) => unknown]> {
  for (const [name, value] of Object.entries(exported)) {
    if (name in LEFT_OUT) continue;
    if (typeof value === 'function') yield [name, value as () => unknown];
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, one] of Object.entries(value)) {
        if (typeof one === 'function') yield [`${name}.${inner}`, one as () => unknown];
      }
    }
  }
}

const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));

/** What the values throw themselves, when they are looked at, is theirs. */
const isTheirs = (cause: unknown): boolean => cause instanceof Error && cause.message === 'a trap of a Proxy';

async function call(callable: (...args: unknown[]) => unknown, args: readonly unknown[]): Promise<void> {
  try {
    const returned = isClass(callable)
      ? Reflect.construct(callable as never, args)
      : (callable as (...given: unknown[]) => unknown)(...args);
    if (returned instanceof Promise) await Promise.race([returned, new Promise((resolve) => setTimeout(resolve, 20))]);
  } catch (cause) {
    if (isTheirs(cause)) return;
    expect(cause, 'what is thrown is an Error').toBeInstanceOf(Error);
  }
}

const strays: unknown[] = [];
const stray = (cause: unknown) => void (isTheirs(cause) || strays.push(cause));
process.on('unhandledRejection', stray);
afterAll(() => void process.off('unhandledRejection', stray));
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

test('every module that is published is called here, or said why not', () => {
  const known = [...Object.keys(modules), ...Object.keys(MODULES_LEFT_OUT)];
  expect(publishedModules().sort()).toEqual(known.sort());
});

for (const [module, exported] of Object.entries(modules)) {
  describe(module, () => {
    for (const [name, callable] of callablesOf(exported)) {
      test(name, { timeout: 30_000 }, async () => {
        await call(callable, []);
        await fc.assert(
          fc.asyncProperty(fc.array(anyValue, { minLength: 1, maxLength: 4 }), async (boxes) => {
            await call(
              callable,
              boxes.map(({ value }) => value),
            );
          }),
          { numRuns: RUNS, includeErrorInReport: true },
        );
        await demandUnharmed();
      });
    }
  });
}

/** `core`, `fuzz/wirechart`: by what the packages export. */
function publishedModules(): string[] {
  return readdirSync(PACKAGES).flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(`${PACKAGES}/${name}/package.json`, 'utf8')) as { exports: object };
    return Object.keys(exports).map((path) => name + path.slice(1));
  });
}

/** Something ordinary goes on as ever. */
async function demandUnharmed(): Promise<void> {
  const network = simulatedNetwork();
  const server = await serve(lines(), (line) => line, network.endpoint('server'));
  const client = await connect(lines(), network.endpoint('server'));
  expect(await client.request('hello')).toBe('hello');
  await Promise.all([client.close(), server.close()]);
  expect(strays).toEqual([]);
}

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));
const RUNS = Number(process.env['WRONG_RUNS'] ?? 12);
