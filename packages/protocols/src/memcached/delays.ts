/** How long the halves wait, as they were told. */
import type { HalfInput } from '@wirechart/core';

interface Arguments {
  readonly context: HalfInput;
}

export const delays = {
  /** For a client that is silent between messages. */
  idle: ({ context }: Arguments) => context.timeouts.idle,
  /** For the rest of a line or a header. */
  header: ({ context }: Arguments) => context.timeouts.header,
  /** For more of the data. */
  content: ({ context }: Arguments) => context.timeouts.content,
  /** For the whole connection. */
  total: ({ context }: Arguments) => context.timeouts.total,
};
