/** Random commands, good ones and bad ones: every command that the service claims, with arguments that are right or nearly so. */
import fc from 'fast-check';

export type Words = readonly string[];

const key = fc.constantFrom('k1', 'k2', 'k3', 'l1', 'l2', 'h1', 'h2', 's1', 's2', 'none', '', 'K1');
/** “größe” as UTF-8, a character for each byte. */
const SIZE = 'gr\xc3\xb6\xc3\x9fe';
const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('v', 'w', '', '1', '10', '-5', '007', '1.5', 'a b', 'a\r\nb', '\xff\x00', SIZE),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);
const integer = fc.constantFrom(
  '0',
  '1',
  '2',
  '3',
  '-1',
  '-2',
  '10',
  '100',
  '+1',
  '01',
  ' 1',
  '1 ',
  '1.0',
  '',
  'x',
  '-0',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775808',
  '9007199254740993',
);
const real = fc.oneof(
  integer,
  fc.constantFrom('0.1', '-2.5', '1e3', '3.0e-2', 'inf', '-inf', 'nan', '1e400', '0x10', '.5', '5.', '1e17', '1e22'),
  // Hexadecimal with an exponent, and the bounds of a long double.
  fc.constantFrom('0x1p3', '-0X1.8P-2', '0xp1', '0x', '0x1p', '0x1p16383', '0x1p16384', '0x1p-16445', '0x1p-16446'),
  fc.constantFrom('1e4932', '1.2e4932', '2e-4951', '1e-4951', '1e99999999999', '0e99999', '9'.repeat(5200)),
);
const seconds = fc.constantFrom(
  '100',
  '1000',
  '1',
  '0',
  '-1',
  'x',
  '',
  '9223372036854775807',
  '9223372036854775',
  '-9223372036854775808',
  '10000000000',
);
/** No time that can pass within a session: which of two servers notices it first is chance. */
const milliseconds = seconds.map((text) => (/^10{0,3}$/.test(text) ? '100000' : text));
const pattern = fc.constantFrom(
  '*',
  'k*',
  '?1',
  '[kl]1',
  '[^k]*',
  'k[2-1]',
  'k[1-2]',
  'k\\1',
  '[k-',
  '[',
  ']',
  'k[',
  '*1',
  '**',
  '',
  'h?',
  '[a-]1',
  '\\',
);
const field = fc.constantFrom('f', 'g', '', '1');
const member = fc.constantFrom('m', 'n', '', '1');
/** One only: several are confirmed one by one, in an order of their own, which has tests of its own. */
const channel = fc.constant('c1');
const anyCase = <T extends string>(...words: T[]) =>
  fc.constantFrom(...words, ...words.map((word) => word.toLowerCase()));

/** Now and then an argument too many, too few or of another kind. */
function args(...parts: readonly fc.Arbitrary<string | Words>[]): fc.Arbitrary<Words> {
  const right = fc.tuple(...parts).map((all) => all.flat());
  return fc.oneof(
    { weight: 12, arbitrary: right },
    { weight: 1, arbitrary: fc.tuple(right, value).map(([all, more]) => [...all, more]) },
    { weight: 1, arbitrary: right.map((all) => all.slice(0, -1)) },
  );
}

const many = (one: fc.Arbitrary<string>, maxLength = 3) => fc.array(one, { minLength: 1, maxLength });
const perhaps = (...parts: readonly fc.Arbitrary<string | Words>[]): fc.Arbitrary<Words> =>
  fc.oneof(
    fc.constant([]),
    fc.tuple(...parts).map((all) => all.flat()),
  );
const some = (option: fc.Arbitrary<string | Words>, maxLength = 3): fc.Arbitrary<Words> =>
  fc.array(option, { maxLength }).map((all) => all.flat());

const setOption: fc.Arbitrary<string | Words> = fc.oneof(
  anyCase('NX', 'XX', 'GET', 'KEEPTTL'),
  fc.constantFrom('nonsense', 'EX', ''),
  fc.tuple(anyCase('EX'), seconds),
  fc.tuple(anyCase('PX'), milliseconds),
  // Not in the past: redis-server counts such a key in DBSIZE until it finds it.
  fc.tuple(
    anyCase('EXAT', 'PXAT'),
    seconds.map((text) => (/^1/.test(text) ? '9000000000000' : text)),
  ),
);
const expireOption = fc.oneof(anyCase('NX', 'XX', 'GT', 'LT'), fc.constantFrom('nonsense', '', SIZE, 'x'.repeat(200)));
const scanOption: fc.Arbitrary<string | Words> = fc.oneof(
  fc.tuple(anyCase('MATCH'), pattern),
  // Fewer than there are keys, and an iteration takes several calls: ours takes one.
  fc.tuple(
    anyCase('COUNT'),
    integer.filter((text) => !/^[1-3]$/.test(text)),
  ),
  fc.tuple(anyCase('TYPE'), fc.constantFrom('string', 'list', 'hash', 'set', 'zset', 'nonsense', 'STRING', '')),
  fc.constantFrom('MATCH', 'COUNT', 'TYPE', 'nonsense', ''),
);
const helloOption: fc.Arbitrary<string | Words> = fc.oneof(
  fc.tuple(anyCase('SETNAME'), fc.constantFrom('me', 'a b', '', 'a\nb', 'é')),
  fc.tuple(anyCase('AUTH'), fc.constantFrom('default', 'nobody'), fc.constantFrom('x', '')),
  fc.constantFrom('AUTH', 'SETNAME', 'nonsense', SIZE, 'x'.repeat(200)),
);

/** Those whose replies have an order of their own, or none: to be compared as bags. */
const UNORDERED = ['SMEMBERS', 'HGETALL', 'HKEYS', 'HVALS', 'KEYS', 'SCAN', 'SPOP'];

const TABLE: Readonly<Record<string, fc.Arbitrary<Words>>> = {
  GET: args(key),
  SET: args(key, value, some(setOption)),
  SETNX: args(key, value),
  SETEX: args(key, seconds, value),
  PSETEX: args(key, milliseconds, value),
  GETSET: args(key, value),
  GETDEL: args(key),
  MGET: args(many(key)),
  MSET: args(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat())),
  APPEND: args(key, value),
  STRLEN: args(key),
  INCR: args(key),
  DECR: args(key),
  INCRBY: args(key, integer),
  DECRBY: args(key, integer),
  INCRBYFLOAT: args(key, real),
  DEL: args(many(key)),
  UNLINK: args(many(key)),
  EXISTS: args(many(key)),
  EXPIRE: args(key, seconds, some(expireOption, 2)),
  PEXPIRE: args(key, milliseconds, some(expireOption, 2)),
  EXPIREAT: args(key, seconds, some(expireOption, 2)),
  PEXPIREAT: args(key, seconds, some(expireOption, 2)),
  PERSIST: args(key),
  TTL: args(key),
  TYPE: args(key),
  KEYS: args(pattern),
  SCAN: args(fc.constantFrom('0', '0', '0', 'x', '', '18446744073709551616', ' 0', '0 ', '0x0'), some(scanOption)),
  DBSIZE: args(),
  FLUSHALL: args(perhaps(anyCase('ASYNC', 'SYNC'))),
  FLUSHDB: args(perhaps(fc.constantFrom('ASYNC', 'sync', 'nonsense'))),
  HSET: args(
    key,
    fc.array(fc.tuple(field, value), { minLength: 1, maxLength: 2 }).map((pairs) => pairs.flat()),
  ),
  HGET: args(key, field),
  HMGET: args(key, many(field)),
  HGETALL: args(key),
  HDEL: args(key, many(field)),
  HEXISTS: args(key, field),
  HKEYS: args(key),
  HVALS: args(key),
  HLEN: args(key),
  LPUSH: args(key, many(value)),
  RPUSH: args(key, many(value)),
  LPOP: args(key, perhaps(integer)),
  RPOP: args(key, perhaps(integer)),
  LLEN: args(key),
  LRANGE: args(key, integer, integer),
  SADD: args(key, many(member)),
  SREM: args(key, many(member)),
  // Which members of several are taken is by lot: all of them, or none.
  SPOP: fc
    .tuple(key, fc.constantFrom('5', '100', '0', '-1', 'x', '', '9223372036854775807'), perhaps(value))
    .map((all) => all.flat()),
  SMEMBERS: args(key),
  SISMEMBER: args(key, member),
  SCARD: args(key),
  PING: args(perhaps(value)),
  ECHO: args(value),
  HELLO: args(perhaps(fc.constantFrom('2', '3', '4', 'abc', '', '03'), some(helloOption, 2))),
  AUTH: args(many(value, 2)),
  SELECT: args(fc.constantFrom('0', '16', '-1', 'x', '', '2147483648', '-2147483649', '99999999999999999999')),
  CLIENT: args(
    fc.oneof(
      fc.tuple(anyCase('SETNAME'), fc.constantFrom('me', 'a b', '', 'a\nb', 'é')).map((all) => all.flat()),
      anyCase('GETNAME').map((word) => [word]),
      fc.constantFrom(['NONSENSE'], [''], [SIZE]),
    ),
  ),
  CONFIG: args(
    fc.oneof(
      fc.constantFrom(['GET'], ['NONSENSE'], ['get', 'none']),
      many(fc.constantFrom('appendonly', 'APPENDONLY', 'appendonl[y]', 'APPENDONL?')).map((names) => ['GET', ...names]),
    ),
  ),
  SUBSCRIBE: perhaps(channel),
  UNSUBSCRIBE: perhaps(channel),
  PUBLISH: args(channel, value),
  MULTI: args(),
  EXEC: args(),
  DISCARD: args(),
  RESET: args(),
  NONSENSE: args(fc.array(value, { maxLength: 2 })),
};

/** How often: what changes state often enough, what ends a transaction so that most have an end. */
const WEIGHTS: Readonly<Record<string, number>> = {
  MULTI: 2,
  EXEC: 3,
  SET: 3,
  RPUSH: 2,
  SADD: 2,
  HSET: 2,
  RESET: 0.3,
  FLUSHALL: 0.3,
};

const named = (names: readonly string[]) =>
  fc.oneof(
    ...names.map((name) => ({
      weight: Math.max(1, Math.round(4 * (WEIGHTS[name] ?? 1))),
      arbitrary: (TABLE[name] as fc.Arbitrary<Words>).chain((all) =>
        fc
          .constantFrom(name, name, name === 'NONSENSE' ? name : name.toLowerCase())
          .map((word): Words => [word, ...all]),
      ),
    })),
  );

export const COMMANDS = Object.keys(TABLE);

/** Commands of one connection, one after the other; replies in the order that they have. */
export const session = fc.array(named(COMMANDS.filter((name) => !UNORDERED.includes(name))), {
  minLength: 1,
  maxLength: 25,
});

/** As well, with those whose replies have no order. */
export const unorderedSession = fc.array(
  named([...UNORDERED, 'SADD', 'HSET', 'SET', 'RPUSH', 'MULTI', 'EXEC', 'DEL', 'EXPIRE', 'TYPE']),
  { minLength: 1, maxLength: 25 },
);
