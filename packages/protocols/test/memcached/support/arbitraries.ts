/** Commands at random, such as one protocol or the other can say. */
import fc from 'fast-check';
import * as m from '../../../src/memcached/index.js';

export function anyCommand(speaks: 'text' | 'binary'): fc.Arbitrary<m.Command> {
  const text = speaks === 'text';
  const byte = text
    ? fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }))
    : fc.nat(255);
  const key = fc
    .array(byte, { minLength: 1, maxLength: 250, size: 'small' })
    .map((bytes) => String.fromCharCode(...bytes));
  const uint32 = fc.nat(0xffff_ffff);
  const uint64 = fc.bigInt(0n, 2n ** 64n - 1n);
  const exptime = text ? fc.integer({ min: -0x8000_0000, max: 0xffff_ffff }) : fc.nat(0xffff_fffe);
  const quiet = fc.boolean();
  const cas = fc.option(fc.bigInt(1n, 2n ** 64n - 1n), { nil: undefined });
  const none = fc.constant(undefined);
  const value = fc.uint8Array();
  const tag = none;
  const whole = <T extends m.Command>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record(record) as fc.Arbitrary<m.Command>;
  return fc.oneof(
    whole<m.Get>({
      type: fc.constant('get'),
      keys: fc.array(key, { minLength: 1, maxLength: text ? 5 : 1 }),
      cas: fc.boolean(),
      exptime: fc.option(exptime, { nil: undefined }),
      quiet: fc.constant(false),
      tag,
    }),
    whole<m.Put>({ type: fc.constantFrom('set'), key, value, flags: uint32, exptime, cas, quiet, tag }),
    whole<m.Put>({
      type: fc.constantFrom('add', 'replace'),
      key,
      value,
      flags: uint32,
      exptime,
      cas: text ? none : cas,
      quiet,
      tag,
    }),
    whole<m.Put>({
      type: fc.constantFrom('append', 'prepend'),
      key,
      value,
      flags: fc.constant(0),
      exptime: fc.constant(0),
      cas: text ? none : cas,
      quiet,
      tag,
    }),
    whole<m.Delete>({ type: fc.constant('delete'), key, cas: text ? none : cas, quiet, tag }),
    whole<m.Arithmetic>({
      type: fc.constantFrom('increment', 'decrement'),
      key,
      delta: uint64,
      initial: none,
      exptime: fc.constant(0),
      cas: text ? none : cas,
      quiet,
      tag,
    }),
    ...(text
      ? []
      : [
          whole<m.Arithmetic>({
            type: fc.constantFrom('increment', 'decrement'),
            key,
            delta: uint64,
            initial: uint64,
            exptime,
            cas,
            quiet,
            tag,
          }),
        ]),
    whole<m.Touch>({ type: fc.constant('touch'), key, exptime, quiet: text ? quiet : fc.constant(false), tag }),
    whole<m.Flush>({ type: fc.constant('flush'), exptime, quiet, tag }),
    whole<m.Verbosity>({
      type: fc.constant('verbosity'),
      level: uint32,
      quiet: text ? quiet : fc.constant(false),
      tag,
    }),
    fc.constantFrom<m.Command>(m.version(), m.stats(), m.stats('items'), ...(text ? [] : [m.noop()])),
  );
}
