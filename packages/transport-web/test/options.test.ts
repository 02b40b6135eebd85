/** What an endpoint is told wrongly is refused by name before anything is opened. */
import { expect, test } from 'vitest';
import { webSocketEndpoint } from '../src/index.js';

const url = 'ws://127.0.0.1:1/';

test.each([0, -1, Number.NaN])('an impossible connectTimeout is refused: %o', (connectTimeout) => {
  expect(() => webSocketEndpoint({ url, connectTimeout })).toThrow(RangeError);
  expect(() => webSocketEndpoint({ url, connectTimeout })).toThrow('connectTimeout');
});

test('an option that is misspelt is refused, with the one that was meant', () => {
  const options = { url, conectTimeout: 5 };
  expect(() => webSocketEndpoint(options)).toThrow(TypeError);
  expect(() => webSocketEndpoint(options)).toThrow("'connectTimeout'");
});
