/** What goes when all connections of a server hold too much, and what it takes to find out. */
import { expect, test } from 'vitest';
import { Budget } from '../src/app/budget.js';
import { world } from './kit/world.js';

interface Connection {
  bytes: number;
  asked: number;
  held(): number;
}

const connection = (bytes: number): Connection => ({
  bytes,
  asked: 0,
  held() {
    this.asked += 1;
    return this.bytes;
  },
});

/** Sheds what it says, and whatever else that takes along. */
function shedding(most: number, connections: readonly Connection[], taken: (shed: Connection) => void = () => {}) {
  const shed: number[] = [];
  const budget = new Budget<Connection>(most, connections, world().endpoint('server').clock, (one) => {
    shed.push(one.bytes);
    one.bytes = 0;
    taken(one);
  });
  budget.grows(most);
  budget.close();
  return shed;
}

test('those that hold most go, until the rest holds no more than may be', () => {
  expect(shedding(100, [30, 60, 0, 50, 20].map(connection))).toEqual([60]);
  expect(shedding(40, [30, 60, 0, 50, 20].map(connection))).toEqual([60, 50, 30]);
  expect(shedding(100, [30, 40].map(connection))).toEqual([]);
});

test('one that goes along with another is not shed again', () => {
  const connections = [50, 40, 30, 20].map(connection);
  expect(shedding(70, connections, () => Object.assign(connections[1] as Connection, { bytes: 0 }))).toEqual([50]);
});

test('many small ones that have to go are asked a few times each', () => {
  const connections = Array.from({ length: 300 }, () => connection(10));
  expect(shedding(1000, connections)).toHaveLength(200);
  expect(Math.max(...connections.map(({ asked }) => asked))).toBeLessThanOrEqual(3);
});
