/** A handshake between two endpoints, and how it went on each side. */
import type { Transport, TransportFailure } from '@wirechart/core';
import { type TlsOptions, type TlsSettings, tls } from '../../src/index.js';
import { type Listening, listen } from './pair.js';
import { Recorder } from './recorder.js';

export interface Outcome {
  /** What the client's `connect` was rejected with. */
  readonly refused?: unknown;
  readonly client?: Transport;
  readonly atClient: Recorder;
  readonly server: Transport;
  readonly atServer: Recorder;
}

export async function shakeHands(listening: Listening, calling: Omit<TlsOptions, 'port' | 'path'>): Promise<Outcome> {
  const atClient = new Recorder();
  const atServer = new Recorder();
  const connecting = tls({ ...calling, port: listening.port }).connect();
  const [[dialled], server] = await Promise.all([Promise.allSettled([connecting]), listening.accepted()]);
  server.start(atServer);
  if (dialled.status === 'rejected') {
    await settled(atServer);
    return { refused: dialled.reason, atClient, server, atServer };
  }
  dialled.value.start(atClient);
  await settled(atServer);
  return { client: dialled.value, atClient, server, atServer };
}

/** Resolves when the handshake is over, one way or the other. */
export function settled(sink: Recorder): Promise<void> {
  return sink.until(() => sink.security !== undefined || sink.told.includes('close'));
}

export function listenTls(settings: TlsSettings): Promise<Listening> {
  return listen(tls({ port: 0, ...settings }));
}

/** The failure of a side, in the words that a program would look at. */
export function failureOf(failure: unknown): unknown {
  const { stage, problem, seenBy, code } = failure as Record<keyof TransportFailure | string, unknown>;
  return { stage, problem, seenBy, code };
}
