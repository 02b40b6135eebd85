/** Headers that resemble those before them are read without being parsed; what they mean must not depend on that. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { type JsonHeaderMessage, jsonHeader } from '../../src/json-header/index.js';
import { frame } from './frames.js';

const known = ['byteorder', 'content-type', 'content-encoding', 'content-length'];

/** Headers that differ in little: order of fields, spacing, values that look like each other. */
const header = fc
  .record({
    // Few orders, so that headers with the same beginning are met again.
    order: fc.constantFrom(
      known,
      [...known, 'x'],
      ['x', ...known],
      [...known.slice(1), 'x', 'byteorder'],
      known.slice(1),
    ),
    byteorder: fc.constantFrom('"big"', '"little"'),
    type: fc.constantFrom('"application/octet-stream"', '"a,\\"content-length"'),
    encoding: fc.constantFrom('"binary"', '"utf-8"', '"\\u0062inary"'),
    length: fc.constantFrom('0', '1', '3', '10', '11', '03', '1.0', '1e1', '-0', '1234567890123456', '"3"', '3 '),
    x: fc.constantFrom('3', '4', '{"content-length": 3}', '"}"', '[{}]'),
    blank: fc.constantFrom('', ' '),
    end: fc.constantFrom('}', '}', '} ', ' }'),
  })
  .map(({ order, byteorder, type, encoding, length, x, blank, end }) => {
    const values: Record<string, string> = {
      byteorder,
      'content-type': type,
      'content-encoding': encoding,
      'content-length': length,
      x,
    };
    return `{${order.map((name) => `"${name}":${blank}${values[name]}`).join(`,${blank}`)}${end}`;
  });

/** What a header means, as plainly as can be said. */
function meaning(text: string): readonly unknown[] | undefined {
  try {
    const fields = JSON.parse(text) as Record<string, unknown>;
    const length = fields['content-length'];
    if (known.some((name) => !Object.hasOwn(fields, name))) return undefined;
    if (!Number.isSafeInteger(length) || (length as number) > 20) return undefined;
    return [fields['byteorder'], fields['content-type'], fields['content-encoding'], (length as number) + 0];
  } catch {
    return undefined;
  }
}

test('a header means what it says, whatever headers came before it', () => {
  fc.assert(
    fc.property(fc.array(header, { minLength: 1, maxLength: 30 }), (headers) => {
      for (const text of headers) {
        const expected = meaning(text);
        const content = new Uint8Array((expected?.[3] as number | undefined) ?? 0).fill(7);
        const harness = new Harness<JsonHeaderMessage, JsonHeaderMessage>(
          jsonHeader({ limits: { contentBytes: 20 } }),
          {
            role: 'client',
          },
        );
        harness.receive(Buffer.concat([frame(text), content]));
        const [message] = harness.messages;
        if (expected === undefined) expect([message, harness.failure?.blame]).toEqual([undefined, 'remote']);
        else {
          expect(harness.failure).toBeUndefined();
          expect([message?.byteorder, message?.contentType, message?.contentEncoding]).toEqual(expected.slice(0, 3));
          expect(message?.content).toEqual(content);
        }
      }
    }),
    { numRuns: 300 },
  );
});
