/**
 * What the demo and its build need, and no more: that is everybody's first command. Where all is installed (`pnpm ready` did it),
 * all is brought up to date instead, since the smaller installation would take the rest away.
 */
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const all = existsSync(new URL('../node_modules/vitest', import.meta.url));
const part = all ? '' : '--filter-prod @wirechart/demo... --prod';
try {
  execSync(`pnpm --silent ${part} install`, { stdio: 'inherit' });
} catch {
  process.exitCode = 1;
}
