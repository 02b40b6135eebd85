import type { Verdict } from '../run/outcome.js';

/** A verdict in words. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.type) {
    case 'finished':
      return 'no error';
    case 'failed':
      return verdict.text === '' ? verdict.kind : `${verdict.kind}: ${verdict.text}`;
    case 'hung':
      return verdict.during === 'loop' ? 'does not come back from a loop' : `does not come back (${verdict.during})`;
    case 'crashed':
      return `crash: ${verdict.text}`;
  }
}
