/** What is spoken, by the numbers that the wire has for it: charts and protocols, as they become known. */

import { createHash } from 'node:crypto';
import { describeMachine, type StageView } from '@wirechart/core';
import type { Chart, ProtocolInfo } from '../feed.js';
import type { EdgeCounts } from '../wire/messages.js';

type Logic = StageView['read'];

export class Catalogue {
  readonly charts: Chart[] = [];
  readonly protocols: ProtocolInfo[] = [];
  readonly #logics: Logic[] = [];
  readonly #ids = new Map<StageView, number>();

  /** The protocol's number; it and all that follow it are added when they are new. */
  idOf(stage: StageView): number {
    const known = this.#ids.get(stage);
    if (known !== undefined) return known;
    const id = this.protocols.length;
    this.#ids.set(stage, id);
    const { name } = stage.protocol;
    // It keeps its place while those that follow are added.
    this.protocols.push({ id, name, role: stage.role, read: 0, write: 0, next: [] });
    const read = this.#add(stage.read, name, 'read');
    const write = this.#add(stage.write, name, 'write');
    const next = [...stage.next].map(([state, following]) => ({ state, protocol: this.idOf(following) }));
    this.protocols[id] = { id, name, role: stage.role, read, write, next };
    return id;
  }

  /** What runs a chart's machine. */
  logicOf(chart: number): Logic | undefined {
    return this.#logics[chart];
  }

  /** How often each edge of each chart was taken. */
  counts(): EdgeCounts[] {
    return this.#logics.map(({ edgeCounts }, chart) => ({ chart, taken: edgeCounts }));
  }

  #add(logic: Logic, protocol: string, half: 'read' | 'write'): number {
    const id = this.charts.length;
    const { states, edges } = describeMachine(logic.machine);
    const drawn = {
      protocol,
      half,
      states: states.map(({ need, ...state }) => ({ ...state, ...(need === undefined ? {} : { need }) })),
      edges: edges.map(({ fails, guard, ...edge }) => ({
        ...edge,
        ...(guard === undefined ? {} : { guard }),
        kind: fails ? ('failure' as const) : ('plain' as const),
      })),
    };
    const hash = createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 16);
    this.charts.push({ id, hash, ...drawn });
    this.#logics.push(logic);
    return id;
  }
}
