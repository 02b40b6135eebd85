/** Random commands, good and bad, to our service and to Debian's redis-server: the same replies, and as many. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withRedisServer } from '../../../packages/protocols/test/resp/support/redis-server.js';
import { canRun } from '../../../packages/protocols/test/resp/support/tools.js';
import { connectionCommands } from '../src/commands/connection.js';
import { hashCommands } from '../src/commands/hashes.js';
import { keyCommands } from '../src/commands/keys.js';
import { listCommands } from '../src/commands/lists.js';
import { setCommands } from '../src/commands/sets.js';
import { stringCommands } from '../src/commands/strings.js';
import { Store } from '../src/store.js';
import { COMMANDS, session, unorderedSession, type Words } from './random/commands.js';
import { asBag, comparable, type Reply, repliesOf } from './random/replies.js';
import { startOurs } from './serving.js';

/**
 * Whether a transaction begins to listen and then speaks to itself. In either version redis-server (7.0.15) then puts the message into its
 * reply to EXEC, whose length leaves it out: whoever reads that loses its place. Ours says it after that reply (`wire.test.ts`).
 */
function hearsItselfInExec(commands: readonly Words[]): boolean {
  let [queues, listens] = [false, false];
  return commands.some(([word]) => {
    const name = String(word).toUpperCase();
    if (['MULTI', 'EXEC', 'DISCARD', 'RESET'].includes(name)) [queues, listens] = [name === 'MULTI', false];
    else if (name === 'SUBSCRIBE') listens = queues;
    return name === 'PUBLISH' && listens;
  });
}

describe.skipIf(!canRun('redis-server'))('beside redis-server', () => {
  const path = withRedisServer();

  describe.each([2, 3] as const)('in version %i', (version) => {
    const bothAnswer = async (port: number, commands: readonly Words[], order: (reply: Reply) => Reply) => {
      const [ours, theirs] = await Promise.all([
        repliesOf({ host: '127.0.0.1', port }, version, commands),
        repliesOf({ path: path() }, version, commands),
      ]);
      expect(ours.map((reply) => order(comparable(reply)))).toEqual(theirs.map((reply) => order(comparable(reply))));
    };

    test('random sessions', { timeout: 120_000 }, async () => {
      const port = await startOurs();
      await fc.assert(
        fc.asyncProperty(session, (commands) => {
          fc.pre(!hearsItselfInExec(commands));
          return bothAnswer(port, commands, (reply) => reply);
        }),
        { numRuns: RUNS },
      );
    });

    test.each([
      'HELLO 2 SETNAME SETNAME me',
      'HELLO 2 SETNAME me AUTH x',
      'HELLO 2 SETNAME a b',
      'HELLO 2 SETNAME me SETNAME',
      'HELLO 2 SETNAME me SETNAME you',
      'HELLO 2 SETNAME me AUTH default x',
      'HELLO 2 AUTH default x SETNAME me',
      'HELLO 2 SETNAME me AUTH nobody x',
      'HELLO 2 AUTH nobody x SETNAME me',
      'HELLO 9 SETNAME me',
    ])('%s', async (hello) => {
      const port = await startOurs();
      await bothAnswer(port, [hello.split(' '), ['CLIENT', 'GETNAME']], (reply) => reply);
    });

    test('random sessions whose replies have no order', { timeout: 120_000 }, async () => {
      const port = await startOurs();
      await fc.assert(
        fc.asyncProperty(unorderedSession, (commands) => bothAnswer(port, commands, asBag)),
        { numRuns: RUNS },
      );
    });
  });

  test('every command of the service is among them', () => {
    const store = new Store(Date.now);
    const tables = [connectionCommands, keyCommands, stringCommands, hashCommands, listCommands, setCommands].map(
      (of) => of(store),
    );
    const names = tables.flatMap((table) => Object.keys(table));
    expect(names.filter((name) => !COMMANDS.includes(name)).sort()).toEqual(OF_ITS_OWN);
  });
});

/** Their replies are the server's own, or the time; QUIT ends a session. */
const OF_ITS_OWN = ['COMMAND', 'INFO', 'PTTL', 'QUIT', 'TIME'];
const RUNS = Number(process.env['RESP_RUNS'] ?? 300);
