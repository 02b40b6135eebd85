/** Transports that break the contract in one way each, made of one that keeps it. */
import type { Endpoint, Listener, Transport, TransportSink } from '@wirechart/core';

export interface Fault {
  /** Replaces calls of the transport. `sink` is what was started with. */
  readonly transport?: (inner: Transport, sink: () => TransportSink | undefined) => Partial<Transport>;
  /** Replaces what is told. */
  readonly sink?: (inner: TransportSink, transport: Transport) => Partial<TransportSink>;
  readonly endpoint?: (inner: Endpoint) => Partial<Endpoint>;
}

/** The endpoint with the fault in it. */
export function faulty(inner: Endpoint, fault: Fault): Endpoint {
  const broken: Endpoint = {
    clock: inner.clock,
    connect: async (options) => faultyTransport(await inner.connect(options), fault),
    listen: (accept, options): Promise<Listener> =>
      inner.listen((transport) => accept(faultyTransport(transport, fault)), options),
  };
  return { ...broken, ...fault.endpoint?.(broken) };
}

function faultyTransport(inner: Transport, fault: Fault): Transport {
  let told: TransportSink | undefined;
  const plain: Transport = {
    local: inner.local,
    remote: inner.remote,
    start: (sink) => {
      const whole: TransportSink = {
        data: (chunk) => sink.data(chunk),
        end: () => sink.end(),
        drain: () => sink.drain(),
        error: (error) => sink.error(error),
        close: () => sink.close(),
      };
      told = { ...whole, ...fault.sink?.(whole, inner) };
      inner.start(told);
    },
    write: (chunks) => inner.write(chunks),
    pause: () => inner.pause(),
    resume: () => inner.resume(),
    end: () => inner.end(),
    close: () => inner.close(),
    reset: () => inner.reset(),
  };
  return { ...plain, ...fault.transport?.(inner, () => told) };
}
