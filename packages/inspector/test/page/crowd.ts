/** Ten thousand connections that are busy, without the connections: what an agent would tell of them. */
import { Inspection } from '../../src/program/inspection.js';
import type { AgentRow } from '../../src/wire/messages.js';
import { hello } from './fixture.js';

const CONNECTIONS = 10_000;
/** Rows that change from one tick to the next. */
const CHANGED = 2000;

export class Crowd {
  readonly inspection = new Inspection();
  #time = 0;
  #next = 0;
  readonly #taken = hello.charts.map(({ edges }) => new Float64Array(edges.length));

  constructor() {
    const { source, epoch, charts, protocols } = hello;
    this.inspection.receive({ ...source, kind: 'live', type: 'hello', version: 1, epoch, charts, protocols });
    const ids = Array.from({ length: CONNECTIONS }, (_, index) => index + 1);
    this.inspection.receive({
      type: 'opened',
      connections: ids.map((id) => ({
        id,
        name: `json-header/server/${id}`,
        remote: `10.1.${id >> 8}.${id & 255}:41022`,
        local: '10.0.0.1:65432',
        time: 0,
      })),
    });
    this.#tell(ids, true);
  }

  /** A tenth of a second passes. */
  tick(): void {
    const ids = Array.from({ length: CHANGED }, (_, index) => 1 + ((this.#next + index * 7) % CONNECTIONS));
    this.#next = (this.#next + 3) % CONNECTIONS;
    this.#tell(ids, false);
  }

  #tell(ids: readonly number[], whole: boolean): void {
    this.#time += 100;
    for (const taken of this.#taken) for (const edge of taken.keys()) taken[edge] = (taken[edge] as number) + 3300;
    this.inspection.receive({
      type: 'tick',
      time: this.#time,
      gap: 0,
      whole,
      rows: ids.map((id) => this.#row(id)),
      counts: this.#taken.map((taken, chart) => ({ chart, taken: taken.slice() })),
    });
  }

  #row(id: number): AgentRow {
    return {
      id,
      protocol: 0,
      read: 1 + ((id + this.#time / 100) % 4),
      also: [],
      write: 1 + (id % 2),
      readSince: this.#time - (id % 97),
      writeSince: this.#time - (id % 89),
      bytesIn: this.#time * 3 + id,
      bytesOut: this.#time * 2 + id,
      buffered: id % 50 === 0 ? 25 : 0,
      queued: 0,
    };
  }
}
