/** Opens a dump. */
import { readFile } from 'node:fs/promises';
import { decodeDump } from '../../exports/dump.js';
import { History } from '../history.js';
import { Inspection } from '../inspection.js';

/** @throws whatever reading fails with; TypeError for a file that is no dump. */
export async function openDump(path: string): Promise<Inspection> {
  return inspectionOfDump(await readFile(path));
}

export function inspectionOfDump(bytes: Uint8Array): Inspection {
  const history = new History(Number.POSITIVE_INFINITY);
  history.stored = true;
  for (const message of decodeDump(bytes)) history.apply(message);
  return new Inspection(undefined, history);
}
