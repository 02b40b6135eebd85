/** The last connections that have failed, whether anybody looked or not: how they stood, their error, and their last transitions where these were recorded. */
import type { TraceRecord } from '@wirechart/core';
import type { AgentRow, EndedConnection, OpenedConnection, Steps } from '../wire/messages.js';
import type { Catalogue } from './catalogue.js';
import { stepsOfTrace } from './trace-steps.js';

export interface KeptFailure {
  readonly opened: OpenedConnection;
  readonly row: AgentRow;
  readonly ended: EndedConnection;
  readonly trace: readonly TraceRecord[];
}

export class KeptFailures {
  #failures: KeptFailure[] = [];
  #records = 0;

  add(failure: KeptFailure): void {
    this.#failures.push(failure);
    this.#records += failure.trace.length;
    while (this.#failures.length > MOST || this.#records > MOST_RECORDS) {
      this.#records -= this.#failures.shift()?.trace.length ?? 0;
    }
  }

  all(): readonly KeptFailure[] {
    return this.#failures;
  }

  find(id: number): KeptFailure | undefined {
    return this.#failures.find(({ row }) => row.id === id);
  }
}

const MOST = 200;
/** Some 200 bytes each. */
const MOST_RECORDS = 10_000;

/** What is left of one that has failed. */
export function stepsOfFailure({ row, ended, trace }: KeptFailure, catalogue: Catalogue): Steps {
  return {
    type: 'steps',
    id: row.id,
    time: ended.time,
    missed: { records: trace[0]?.sequence ?? 0, in: row.bytesIn, out: row.bytesOut },
    records: stepsOfTrace(trace, row.protocol, catalogue),
    chunks: [],
  };
}
