import { describe, expect, test } from 'vitest';
import { runBatch } from '../src/bytes/batch.js';
import { type ByteSubject, nameOf } from '../src/bytes/subject.js';
import { byteSubjects } from '../src/bytes/subjects.js';
import { Trial } from '../src/bytes/trial.js';

const INPUTS = 40;

describe('a slice of the campaign of bytes', () => {
  // Others than last time; what fails names its seed.
  const seed = Number(process.env['CAMPAIGN_SEED'] ?? Math.floor(Math.random() * 1e9));
  for (const subject of byteSubjects) {
    for (const runtime of ['compiled', 'xstate'] as const) {
      test(`${nameOf(subject)}, ${runtime}: ${INPUTS} inputs, seed ${seed}`, async () => {
        expect((await runBatch(subject, runtime, seed, 0, INPUTS)).failures).toEqual([]);
      }, 30_000);
    }
  }
});

test.each(byteSubjects.map((subject) => [nameOf(subject), subject] as const))(
  'the corpus of %s is heard',
  async (_, subject) => {
    const trial = new Trial(subject, 'compiled');
    let messages = 0;
    const ends: (string | undefined)[] = [];
    for (const input of subject.corpus) {
      const outcome = await trial.run(input, []);
      messages += outcome.messages;
      ends.push(outcome.error);
    }
    // A handshake has no messages: it is over in order.
    if (subject.name === 'smtp opening') expect(ends).toEqual([undefined, undefined, 'refused']);
    else expect(messages).toBeGreaterThan(0);
  },
);

describe('a mistake is found', () => {
  const [lines] = byteSubjects.filter(({ name, role }) => name === 'lines' && role === 'server') as [ByteSubject];
  const failureOf = async (subject: ByteSubject) => (await runBatch(subject, 'compiled', 1, 0, 2_000)).failures[0];

  test('a handler that cannot take what was read', async () => {
    const reply = (message: unknown) => {
      if (String(message).includes('\t')) throw new TypeError('a tab');
      return message;
    };
    expect((await failureOf({ ...lines, reply }))?.what).toMatch(/remote bytes caused a local error: handler-threw/);
  });

  test('a reply that depends on how the input was cut', async () => {
    let before = '';
    const reply = (message: unknown) => {
      before += String(message).length;
      return before;
    };
    expect((await failureOf({ ...lines, reply }))?.what).toMatch(/at one go it comes to/);
  });

  test('and inputs that were not tried any more are not counted', async () => {
    const reply = () => {
      throw new TypeError('never');
    };
    const { inputs, failures } = await runBatch({ ...lines, reply }, 'compiled', 1, 7, 2_000);
    expect(failures.length).toBeGreaterThan(1);
    expect(inputs).toBe((failures.at(-1)?.input ?? 0) - 7 + 1);
  });
});
