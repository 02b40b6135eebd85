/**
 * Whether the package manager that a person started is still there. npx does not hand a signal on to what runs under it: it ends, its
 * shell ends, and the server would go on under nobody's eyes.
 */
import { readFileSync } from 'node:fs';

/** Calls once when one of those between the person and this program has gone. */
export function whenLeftBehind(call: () => void): void {
  const before = starters();
  const timer = setInterval(() => {
    if (isSame(before, starters())) return;
    clearInterval(timer);
    call();
  }, LOOK_EVERY);
  timer.unref();
}

/**
 * The processes from this one's parent up to the outermost package manager, by their numbers; none where no package manager is among
 * those above. Who started that may go: so a shell does that has put it into the background. Where the system does not tell, the
 * parent alone, if it belongs to a package manager.
 */
function starters(): readonly number[] {
  if (process.env['npm_lifecycle_event'] === undefined) return [];
  const above: number[] = [];
  let known = 0;
  try {
    for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
      above.push(pid);
      if (MANAGER.test(commandOf(pid))) known = above.length;
    }
  } catch {
    // One that has gone meanwhile is one less. Outside of Linux nobody tells of any.
    if (known === 0) return [process.ppid];
  }
  return above.slice(0, known);
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in parentheses, and may have some in it.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((pid, at) => pid === others[at]);
}

/** `npm exec …`, `node /usr/bin/npx …`, `/root/…/pnpm demo`. */
const MANAGER = /^(\S*node\s+)?(\S*\/)?(npm|npx|pnpm|pn|yarn|corepack)(-cli)?(\.c?js)?\s/;
/** Milliseconds. */
const LOOK_EVERY = 500;
