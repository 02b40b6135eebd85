import { expect, test } from 'vitest';
import { unknownState } from '../../src/feed/unknown-state.js';

const paths = ['', 'awaiting-content', 'open', 'open.asking', 'failed'];

test.each([
  ['state:awaiting-contend', 'No chart has a state awaiting-contend. Do you mean awaiting-content?'],
  ['age:>10s read:opne', 'No chart has a state opne. Do you mean open?'],
  ['-write:"faild"', undefined],
  ['write:"faild"', 'No chart has a state faild. Do you mean failed?'],
  ['state:open.askin', 'No chart has a state open.askin. Do you mean open.asking?'],
  ['state:something-else-entirely', 'No chart has a state something-else-entirely.'],
  ['state:a,b', 'No chart has a state a.'],
])('%s: a state that is not there is named, with the nearest', (filter, words) => {
  expect(unknownState(filter, paths)).toBe(words);
});

test.each([
  'state:open',
  'state:ASKING',
  'state:open.asking age:>10s',
  'state:awaiting-*',
  'state:typo,open',
  'state:',
  'remote:10.1.*',
  'a-state:typo',
  'state',
  '',
])('%s: nothing is said of states that are there, and of what names none', (filter) => {
  expect(unknownState(filter, paths)).toBeUndefined();
});
