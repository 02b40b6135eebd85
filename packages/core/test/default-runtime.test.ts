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
    expect(read.constructor).toBe(standard(protocol.read).constructor);
    expect(write.constructor).toBe(standard(protocol.write).constructor);
  });

  test("with `runtime: 'xstate'` is XState's interpreter, for the same machine object", () => {
    const { read } = prepare(protocol, 'server', { runtime: 'xstate' });
    expect(read.constructor).toBe(interpreted(protocol.read).constructor);
    expect(read.machine).toBe(protocol.read);
  });

  test('has no other name', () => {
    for (const runtime of ['eval', {}, Object.create(null), JSON.parse('{"toString":1}')]) {
      expect(() => prepare(protocol, 'server', { runtime })).toThrow("runtime must be 'compiled' or 'xstate', not");
    }
  });
});
