import { setTimeout as sleep } from 'node:timers/promises';
import { assertChunkInvariant, type FuzzOptions, fromCallbacks, fromDecoder, type Subject } from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';
import { LINES, lines } from './fixtures.js';

function refused(subject: Subject<never>, options: Partial<FuzzOptions<never>> = {}) {
  return assertChunkInvariant(subject, { corpus: LINES, mutations: 20, ...options }).then(
    () => 'accepted',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

const silent = () => fromCallbacks(() => () => undefined);

describe('a corpus that shows nothing is refused', () => {
  test.each([
    ['no input', { corpus: [] }, 'EMPTY_CORPUS'],
    ['no input that can be cut', { corpus: ['', 'x'] }, 'EMPTY_CORPUS'],
    ['an input that is no bytes', { corpus: [42 as unknown as string] }, 'INVALID_OPTION'],
  ])('%s', async (_name, options, code) => {
    expect(await refused(lines(false), options)).toBe(code);
  });

  test('every input is refused by the parser', async () => {
    const strict = fromCallbacks(() => () => {
      throw new Error('no');
    });
    expect(await refused(strict)).toBe('CORPUS_REFUSED');
  });

  test('the subject is silent, as when it listens to the wrong event', async () => {
    expect(await refused(silent())).toBe('CORPUS_SILENT');
    expect(await refused(silent(), { allowSilent: true })).toBe('accepted');
  });
});

describe('a subject at fault is named as such and not as a finding', () => {
  test('it has no open', async () => {
    expect(await refused({} as Subject<never>)).toBe('SUBJECT_INVALID');
  });

  test('it throws while opening', async () => {
    const subject: Subject<never> = {
      open: () => {
        throw new Error('no such file');
      },
    };
    expect(await refused(subject)).toBe('SUBJECT_THROWS');
  });

  test('its canonical form throws, inside the parser', async () => {
    const project = () => {
      throw new Error('oops');
    };
    expect(await refused(lines(false, { canonical: { project } }))).toBe('SUBJECT_THROWS');
  });

  test('it never ends', async () => {
    const subject: Subject<never> = {
      open: () => ({ write: () => undefined, end: () => new Promise(() => undefined) }),
    };
    expect(await refused(subject, { timeLimit: 100 })).toBe('SUBJECT_NEVER_ENDS');
  });

  test('it is in a loop that never yields', async () => {
    const subject: Subject<never> = {
      open: () => ({
        write: () => {
          for (;;);
        },
      }),
    };
    expect(await refused(subject, { timeLimit: 100 })).toBe('SUBJECT_NEVER_ENDS');
  });

  test('it counts across runs', async () => {
    let count = 0;
    const subject = fromCallbacks((message) => () => message({ id: ++count }));
    expect(await refused(subject)).toBe('SUBJECT_NOT_DETERMINISTIC');
  });

  test('it is not deterministic only where the input is cut', async () => {
    const subject = fromDecoder(() => {
      let chunks = 0;
      return { write: (chunk) => (++chunks > 1 ? [Math.random()] : [chunk.length]) };
    });
    expect(await refused(subject)).toBe('SUBJECT_NOT_DETERMINISTIC');
  });
});

describe('what is no fault of the parser is not reported', () => {
  test('identifiers from a global counter, once they are named', async () => {
    let count = 0;
    const subject = fromCallbacks<{ id: number; line: string }>(
      (message) => {
        let rest = '';
        return (chunk) => {
          const parts = (rest + chunk.toString('latin1')).split('\n');
          rest = parts.pop() ?? '';
          for (const line of parts) message({ id: ++count, line });
        };
      },
      { canonical: { ids: ['id'] } },
    );
    await assertChunkInvariant(subject, { corpus: ['a\nb\n', 'c\nd\n'], mutations: 20 });
  });

  test('halves of a surrogate pair in different pieces', async () => {
    const subject = fromDecoder<string>(
      () => {
        let high = '';
        return {
          write: (chunk) =>
            Array.from(chunk, (byte) => {
              // Each byte stands for one unit of UTF-16, so that a cut can part a pair.
              high = byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(byte < 0xc0 ? 0xd83d : 0xde00);
              return high;
            }),
        };
      },
      { canonical: { piece: (data) => ({ of: 'text', data }) } },
    );
    await assertChunkInvariant(subject, { corpus: [Buffer.from([0x61, 0x80, 0xc0, 0x62])], mutations: 20 });
  });

  test('messages that come long after the call has returned', { timeout: 30_000 }, async () => {
    const subject = fromCallbacks<string>((message) => {
      let rest = '';
      return (chunk) => {
        const parts = (rest + chunk.toString('latin1')).split('\n');
        rest = parts.pop() ?? '';
        void sleep(3).then(() => {
          for (const part of parts) message(part);
        });
      };
    });
    await assertChunkInvariant(subject, { corpus: ['a\nb'], mutations: 0, plan: { nearPairs: 0, random: 0 } });
  });
});

test.each([
  ['budget', { budget: Number.NaN }],
  ['mutations', { mutations: -1 }],
  ['nearPairs', { plan: { nearPairs: 1.5 } }],
  ['everyChunkingUpTo', { plan: { everyChunkingUpTo: 40 } }],
])('%s out of range is refused by name', async (name, options) => {
  await expect(assertChunkInvariant(lines(false), { corpus: LINES, mutations: 20, ...options })).rejects.toThrow(name);
});
