/** Programs that nobody here wrote. They are left out where they are not installed, unless this is CI. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const CHROMIUM = '/usr/bin/chromium';
const inCi = process.env['CI'] !== undefined;

export const noChromium = !existsSync(CHROMIUM) && !inCi;
export const noTshark = spawnSync('tshark', ['--version']).status !== 0 && !inCi;

/** What tshark says of a capture. */
export function tshark(file: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('tshark', ['-r', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
