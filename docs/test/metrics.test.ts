/** The recipe for OpenTelemetry, with its own SDK. */
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { connect, serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';
import { expect, test } from 'vitest';
import { measured } from '../snippets/open-telemetry.js';

test('a meter hears of connections, messages, bytes, errors and durations', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  const server = await serve(lines(), (line) => line, tcp({ port: 0 }), { onError() {} });
  const stop = measured(server, provider.getMeter('test'));
  const { port } = server.address as { port: number };
  const client = await connect(lines(), tcp({ port }));
  await client.request('hello');
  const failing = await connect(lines(), tcp({ port }));
  await failing.request('hello');
  await failing.abort();
  while (server.peers.size > 1) await new Promise(setImmediate);
  await reader.forceFlush();
  const found = Object.fromEntries(
    exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) =>
          metrics.map(({ descriptor, dataPoints }) => [
            descriptor.name,
            dataPoints.map(({ value, attributes }) => [typeof value === 'number' ? value : value.count, attributes]),
          ]),
        ),
      ),
  );
  expect(found).toEqual({
    'wirechart.connections.open': [[1, {}]],
    'wirechart.messages': [
      [2, { direction: 'received' }],
      [2, { direction: 'sent' }],
    ],
    'wirechart.bytes': [
      [12, { direction: 'received' }],
      [12, { direction: 'sent' }],
    ],
    'wirechart.errors': [[1, { code: 'ECONNRESET' }]],
    'wirechart.connection.duration': [[1, {}]],
  });
  stop();
  await provider.shutdown();
  await client.close();
  await server.close();
});
