/** Looking at a connection changes nothing: what can be seen of it is asked again and again, at any time. */
import { expect, test } from 'vitest';
import { Connection, prepare } from '../src/index.js';
import { lines } from './kit/lines.js';

/** Everything that can be seen from outside, but for the name, which counts connections. */
function look(connection: Connection<string, string>) {
  return {
    states: [connection.stateOf('read'), connection.stateOf('write')],
    offsets: [connection.offsetOf('read'), connection.offsetOf('write')],
    ends: [connection.sending, connection.receiving, connection.closed, connection.failure],
    past: [connection.previous, connection.outputs, connection.addresses],
    trace: connection.trace.map(({ connection: _, ...record }) => record),
    deadline: connection.pollTimeout(),
    wantsData: connection.wantsData,
  };
}

test('an idle connection is seen in its initial states, and its write half is not started for that', () => {
  const prepared = prepare(lines(), 'server', { record: 4 });
  const before = [...prepared.write.stateCounts];
  const connection = new Connection(prepared, 0);
  expect(look(connection).states).toEqual(['awaiting-line', 'idle']);
  expect([...prepared.write.stateCounts]).toEqual(before);
});

test('a connection that is looked at all the time does what one does that is not', () => {
  const run = (seen: (connection: Connection<string, string>) => unknown) => {
    const connection: Connection<string, string> = new Connection(prepare(lines(), 'server', { record: 32 }), 0);
    const told: unknown[] = [];
    const step = () => {
      seen(connection);
      for (let event = connection.nextEvent(); ; event = connection.nextEvent()) {
        told.push(event);
        seen(connection);
        if (typeof event === 'string') break;
      }
      told.push(String(connection.pollTransmit()));
    };
    step();
    for (const chunk of ['on', 'e\ntw', 'o\n']) {
      connection.receiveData(Buffer.from(chunk), 1);
      step();
    }
    connection.send('reply', 2);
    connection.responded(2);
    step();
    connection.receiveEof(3);
    step();
    return { told, end: look(connection) };
  };
  expect(run(look)).toEqual(run(() => {}));
});
