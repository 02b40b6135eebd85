import { channel } from 'node:diagnostics_channel';
import type { Meter } from '@opentelemetry/api';
import type { Server } from '@wirechart/core';

/** Tells a meter of OpenTelemetry what a server does. Returns what stops it. */
export function measured<TIn, TOut>(server: Server<TIn, TOut>, meter: Meter): () => void {
  const open = meter.createObservableUpDownCounter('wirechart.connections.open');
  const messages = meter.createObservableCounter('wirechart.messages');
  const bytes = meter.createObservableCounter('wirechart.bytes', { unit: 'By' });
  const errors = meter.createObservableCounter('wirechart.errors');
  const observe: Parameters<Meter['addBatchObservableCallback']>[0] = (result) => {
    const metrics = server.metrics();
    result.observe(open, metrics.connections.open);
    for (const direction of ['received', 'sent'] as const) {
      result.observe(messages, metrics.messages[direction], { direction });
      result.observe(bytes, metrics.bytes[direction], { direction });
    }
    for (const [code, count] of Object.entries(metrics.errors)) result.observe(errors, count, { code });
  };
  meter.addBatchObservableCallback(observe, [open, messages, bytes, errors]);

  // What numbers do not say comes over a channel, for as long as somebody listens: here, how long connections last, those
  // of all servers in the process.
  const durations = meter.createHistogram('wirechart.connection.duration', { unit: 'ms' });
  const since = new WeakMap<object, number>();
  const opened = (message: unknown) => since.set((message as { peer: object }).peer, performance.now());
  const closed = (message: unknown) => {
    const begun = since.get((message as { peer: object }).peer);
    if (begun !== undefined) durations.record(performance.now() - begun);
  };
  channel('wirechart.server.connection').subscribe(opened);
  channel('wirechart.server.close').subscribe(closed);
  return () => {
    meter.removeBatchObservableCallback(observe, [open, messages, bytes, errors]);
    channel('wirechart.server.connection').unsubscribe(opened);
    channel('wirechart.server.close').unsubscribe(closed);
  };
}
