/** A filter that is none. */
export class FilterError extends Error {
  /** @param at where, in characters from its beginning */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
    this.name = 'FilterError';
  }
}
