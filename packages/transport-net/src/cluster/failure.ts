/** What made a process fail before it served, on its way to the first one. */
import { type Stage, TransportError } from '@wirechart/core';

export interface Failure {
  readonly message: string;
  readonly code: string | undefined;
  readonly stage: Stage | undefined;
}

/** Whatever was thrown, as far as it can be told to another process. */
export function tellable(thrown: unknown): Failure {
  try {
    const { message = String(thrown), code, stage } = Object(thrown) as Partial<Record<keyof Failure, unknown>>;
    return { message: String(message), code: textOrNone(code), stage: textOrNone(stage) as Stage | undefined };
  } catch {
    return { message: 'what was thrown cannot be put into words', code: undefined, stage: undefined };
  }
}

/** As the other process threw it, as far as it was told. */
export function failureOf({ message, code, stage }: Failure): Error {
  if (stage !== undefined && code !== undefined) return new TransportError(stage, code, message);
  return Object.assign(new Error(message), { code });
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
