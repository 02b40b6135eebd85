/** What may go wrong for a client by its plan; everything else is a violation. */
import type { Blame } from '@wirechart/core';
import type { ClientPlan, Plan } from './plan.js';

/** A blame; or the code of one of this side's errors that a plan can bring about. */
export type Cause = Exclude<Blame, 'local'> | 'aborted' | 'handler-threw' | 'not-sending';

export type Causes = ReadonlySet<Cause>;

/** Whether anything may go wrong. Where not, every request must have its reply. */
export function isTroubled({ server }: Plan, { trouble }: ClientPlan): boolean {
  return trouble !== undefined || server.early !== undefined;
}

/** At the client: whatever befalls it, and the server's closing, and what the server does when it fails. */
export function causesAtClient(plan: Plan, client: ClientPlan): Causes {
  if (!isTroubled(plan, client)) return client.stays ? IDLE : NONE;
  const causes = new Set<Cause>(['remote', 'transport', 'timeout', 'not-sending']);
  if (client.trouble?.kind === 'abort') causes.add('aborted');
  return causes;
}

/** At the server, for this client: only a rogue sends what must be refused. */
export function causesAtServer(plan: Plan, client: ClientPlan): Causes {
  if (!isTroubled(plan, client)) return client.stays ? IDLE : NONE;
  const causes = new Set<Cause>(['transport', 'timeout', 'aborted']);
  if (client.trouble?.kind === 'rogue') causes.add('remote');
  if (client.trouble?.kind === 'handler throws') causes.add('handler-threw');
  return causes;
}

const NONE: Causes = new Set();
/** Who stays is idle while others have their troubles. */
const IDLE: Causes = new Set<Cause>(['timeout']);
