import { describe, expect, inject, test } from 'vitest';
import { prepare } from '../src/index.js';
import { compiled } from '../src/runtime/compiled/compiled.js';
import { interpreted } from '../src/runtime/interpreted.js';
import { lines } from './kit/lines.js';

describe('the runtime', () => {
  const protocol = lines();

  test('is the compiled one unless asked otherwise; where suites run on XState, XState', () => {
    const standard = inject('defaultRuntime') === 'compiled' ? compiled : interpreted;
    const { read, write } = prepare(protocol, 'server');
    expect(read).toBe(standard(protocol.read));
    expect(write).toBe(standard(protocol.write));
  });

  test("with `runtime: 'xstate'` is XState's interpreter, for the same machine object", () => {
    const { read } = prepare(protocol, 'server', { runtime: 'xstate' });
    expect(read).toBe(interpreted(protocol.read));
    expect(read.machine).toBe(protocol.read);
  });

  test('has no other name', () => {
    expect(() => prepare(protocol, 'server', { runtime: 'eval' as never })).toThrow(RangeError);
  });
});
