/** Listens, for the agent as for the page. */
import type { ListenOptions, Server } from 'node:net';
import { type ErrorTable, TransportError } from '@wirechart/core';
import { systemCodes } from '@wirechart/transport-net';

/**
 * @param name of the place, for the error
 * @throws TransportError of stage `listen`
 */
export function listening(server: Server, where: ListenOptions, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => reject(listenError(name, cause));
    server.once('error', failed);
    server.listen(where, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function listenError(name: string, cause: NodeJS.ErrnoException): TransportError {
  const code = cause.code ?? 'UNKNOWN';
  const reason = (systemCodes as ErrorTable)[code]?.text ?? cause.message;
  return new TransportError('listen', code, `cannot listen on ${name}: ${reason} (${code})`, { cause });
}
