/** What is spoken, as charts, and the numbers in them. */

/** One protocol in one role: two charts that belong together, and what follows them. */
export interface ProtocolInfo {
  /** Its place in {@link Hello.protocols}. A connection that switches protocols has several in turn. */
  readonly id: number;
  readonly name: string;
  /** `actor`: an XState program's machine, which has no write half. */
  readonly role: 'server' | 'client' | 'actor';
  /** Chart of the read half, or of the machine. */
  readonly read: number;
  readonly write: number | undefined;
  /** Whom the connection goes on with when the read half has reached one of its final states. */
  readonly next: readonly { readonly state: number; readonly protocol: number }[];
}

/** One machine. Client and server of a protocol are two charts of the same machine: their numbers are their own. */
export interface Chart {
  /** Its place in {@link Hello.charts}. */
  readonly id: number;
  readonly protocol: string;
  readonly half: 'read' | 'write' | 'machine';
  /** Same for charts that look the same: a layout may be kept by it. */
  readonly hash: string;
  /** In document order; the root is the first, with the path `''`. */
  readonly states: readonly ChartState[];
  /** In document order. */
  readonly edges: readonly ChartEdge[];
}

export interface ChartState {
  /** Dotted: `open.awaiting-content`. */
  readonly path: string;
  /** Index; -1 for the root. */
  readonly parent: number;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** Index of the initial child; -1 for a state without one. */
  readonly initial: number;
  /** What it waits for, in words: `needs n bytes, at most 65,536`. Absent for a state that does not read. */
  readonly need?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
}

export interface ChartEdge {
  /** Index of the state that declares it: the root for what holds in every state. */
  readonly source: number;
  /** Indices; none for a transition that stays where it is. */
  readonly targets: readonly number[];
  /** Event as the machine declares it; `''` for `always`. */
  readonly event: string;
  /** The event in words: `header`, `after idle`, `after 500 ms`, `always`, `done`. */
  readonly label: string;
  readonly guard?: string;
  /** `failure`: it leads to where a half has failed. To be drawn as a row in the box, like what has no target. */
  readonly kind: 'plain' | 'failure';
}

/** How the parts of a chart's SVG are marked, so that a page can put numbers into them: `<g data-state="3">`, `<g data-edge="7">`. */
export interface ChartMarks {
  /** On the group of a state: its index. In it, a text with `data-occupancy`. */
  readonly 'data-state': number;
  /** On the group of an edge, or on the row that stands for it: its index. In it, a text with `data-rate`. */
  readonly 'data-edge': number;
}

export interface ChartNumbers {
  readonly chart: number;
  /** How many halves are in each state now, by state index; a compound state's are those of its children too. */
  readonly occupancy: readonly number[];
  /** How often in a second each edge is taken, by edge index. */
  readonly rates: readonly number[];
  /** How often each edge was taken since the program began, by edge index. */
  readonly counts: readonly number[];
}
