/** What a handler returns: see {@link Handler}. */
export type Reply<TOut> = TOut | undefined | Generator<TOut, unknown, unknown> | AsyncGenerator<TOut, unknown, unknown>;
