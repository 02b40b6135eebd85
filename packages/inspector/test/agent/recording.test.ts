/** A run that nobody looked at while it ran, opened later: every byte, and every state, at every moment. */
import { connect, serve, type TraceRecord } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import { expect, it } from 'vitest';
import { recording } from '../../src/index.js';
import type { Model } from '../../src/program/model.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';

it('a simulated run is looked at like a live one, and is as it was at every moment', async () => {
  const network = simulatedNetwork({ seed: 7, latency: [1, 20], chunking: randomSizes() });
  const run = recording({ clock: network.clock });
  const oracle: TraceRecord[] = [];
  const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), network.endpoint('server'), {
    watcher: run.watcher,
    onTransition: (record) => void oracle.push(record),
  });
  const clients = await Promise.all(Array.from({ length: 5 }, () => connect(jsonHeader(), network.endpoint('server'))));
  await network.runUntil(Promise.all(clients.map((client, i) => client.request(json('x'.repeat(10 * i))))));
  await network.runUntil(Promise.all(clients.map((client) => client.close())));
  await network.runUntil(server.close());
  const { history } = inspectionOfDump(run.dump());
  expect(history.live.logs.size).toBe(5);
  for (const [id, log] of history.live.logs) {
    const own = oracle.filter(({ connection }) => connection === `json-header/server/${id - 1}`);
    const steps = log.records.filter(({ from }) => from >= 0);
    expect(steps.map((step) => [step.half, path(history.live, step), step.event])).toEqual(
      own.map(({ half, to, event }) => [half, to, event]),
    );
  }
  const moments = [...new Set(oracle.map(({ time }) => time))];
  for (const time of moments) {
    const model = history.at(time);
    for (const [id, entry] of model.entries) {
      const own = oracle.filter(
        (record) =>
          record.connection === `json-header/server/${id - 1}` && record.half === 'read' && record.time <= time,
      );
      if (entry.status === 'open' && own.length > 0) expect(model.pathOf(entry.row, 'read')).toBe(own.at(-1)?.to);
    }
  }
});

function path(model: Model, step: { half: 'read' | 'write'; protocol: number; to: number }): string | undefined {
  const chart = model.hello?.protocols[step.protocol]?.[step.half];
  return chart === undefined ? undefined : model.chart(chart)?.states[step.to]?.path;
}
