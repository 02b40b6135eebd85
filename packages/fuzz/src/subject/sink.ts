/** Where a parser under test delivers. */
export interface Sink<Message = unknown> {
  /** The parser gave a message. Its content is compared as it is at this moment. */
  message(message: Message): void;
  /** The parser refused the input. The first error of a run is its verdict and ends the run. */
  error(error: unknown): void;
}
