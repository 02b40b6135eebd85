/** Whatever a look-up of the application's throws, answers or finds: a TransportError of stage `resolve`. */
import { connect, serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { expect, test } from 'vitest';
import { treacherous } from '../../core/test/kit/wrong-values.js';
import { tcp } from '../src/index.js';

const thrower = (thrown: unknown) => () => {
  throw thrown;
};
const answerer = (thrown: unknown) => (_: string, __: object, done: (cause: never, found: never) => void) =>
  done(thrown as never, undefined as never);

/** Later, when nobody is there to catch what a wrong answer makes throw. */
const finder = (found: unknown) => (_: string, __: object, done: (cause: null, found: never, family?: never) => void) =>
  setImmediate(done, null, found as never);

const wrong = treacherous.flatMap(([name, value]) => [
  [`throws ${name}`, thrower(value)],
  // With neither an error nor an address there is none.
  [`answers ${name}`, answerer(value)],
  [`finds ${name}`, finder(value)],
  [`finds a list of ${name}`, finder([value])],
  [`finds the address ${name}`, finder([{ address: value, family: 4 }])],
]) as [string, unknown][];

wrong.push(
  ['finds a name', finder('localhost')],
  ['finds an empty address', finder('')],
  ['finds a list of a name', finder([{ address: 'localhost', family: 4 }])],
  ['returns a promise that is rejected', async () => Promise.reject(new Error('no such thing'))],
  ['returns a promise of an address', async () => '127.0.0.1'],
);

test.each(wrong)('one that %s', async (_, lookup) => {
  const endpoint = () => tcp({ host: 'server.example', port: 0, lookup: lookup as never });
  for (const trying of [connect(lines(), endpoint()), serve(lines(), (line) => line, endpoint())]) {
    const error = await (trying as Promise<unknown>).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'TransportError', stage: 'resolve', blame: 'transport' });
  }
});
