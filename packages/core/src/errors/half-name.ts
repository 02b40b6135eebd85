/** The two directions of a connection, as errors and records name them. */
export type HalfName = 'read' | 'write';
