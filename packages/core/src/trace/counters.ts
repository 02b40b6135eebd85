/** How often each state was entered and each transition taken, over all connections of one server, or of one that was prepared. */
import { shown } from '../errors/check-arguments.js';
import type { HalfLogic } from '../runtime/runtime.js';

export interface Counters {
  /** Entries by state path. */
  readonly states: Readonly<Record<string, number>>;
  readonly edges: readonly EdgeCount[];
}

export interface EdgeCount {
  readonly from: string;
  /** Event as the machine declares it; `''` for `always`. */
  readonly event: string;
  readonly to: readonly string[];
  readonly guard: string | undefined;
  readonly count: number;
}

/**
 * The counters of a half as they stand. Always on, from the start.
 *
 * @throws TypeError for what is no half that was prepared.
 */
export function countersOf(logic: HalfLogic): Counters {
  if (Object(logic).stateCounts === undefined)
    throw new TypeError(`a half that was prepared is expected, not ${shown(logic)}: \`prepared.read\`, or \`write\``);
  const path = (index: number) => logic.states[index] as string;
  const { stateCounts, edgeCounts } = logic;
  return {
    states: Object.fromEntries([...stateCounts].map((count, index) => [path(index), count])),
    edges: logic.edges.map((edge, index) => ({
      from: path(edge.source),
      event: edge.event,
      to: edge.targets.map(path),
      guard: edge.guard,
      count: edgeCounts[index] as number,
    })),
  };
}
