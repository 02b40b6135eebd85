/** Socket files that a process left behind when it died. */
import { lstat, unlink } from 'node:fs/promises';
import { createConnection } from 'node:net';

/** Tells one file from another that takes its name later. */
export type FileIdentity = bigint;

/** The identity of the socket file when nobody listens on it; undefined when somebody does, or it is something else. */
export async function identityOfStaleSocket(path: string): Promise<FileIdentity | undefined> {
  const found = await socketAt(path);
  return found !== undefined && (await refuses(path)) ? found : undefined;
}

/** Removes the file if it still is the one that was looked at: another process may have been quicker to replace it. */
export async function removeSocket(path: string, identity: FileIdentity): Promise<void> {
  if ((await socketAt(path)) === identity) await unlink(path).catch(ignoreMissing);
}

async function socketAt(path: string): Promise<FileIdentity | undefined> {
  const found = await lstat(path, { bigint: true }).catch(ignoreMissing);
  return found?.isSocket() ? found.ino : undefined;
}

function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
