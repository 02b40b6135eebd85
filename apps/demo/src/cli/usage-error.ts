/** The command line makes no sense: the text says why, for the person who typed it. */
export class UsageError extends Error {}
