/**
 * Error codes as tables: one row yields the code, its text and its documentation (docs/errors.md is written from them).
 * A protocol adds a table of its own with {@link remoteErrors}.
 */
import { type ErrorDetail, LocalError, RemoteError } from './errors.js';

export interface ErrorRow {
  /** The message, a clause without a full stop. What is particular to the case is appended. */
  readonly text: string;
  /** One or two sentences for the reader of the documentation. */
  readonly doc: string;
}

export type ErrorTable = Readonly<Record<string, ErrorRow>>;

/** Makes an error with the code and text of a row; `particular` is appended to the text. */
export type ErrorMaker<TTable extends ErrorTable, TError> = (
  code: keyof TTable & string,
  particular?: string,
  detail?: ErrorDetail,
) => TError;

/** Errors that blame the remote. */
export function remoteErrors<const TTable extends ErrorTable>(table: TTable): ErrorMaker<TTable, RemoteError> {
  return (code, particular, detail) => new RemoteError(code, message(table, code, particular), detail);
}

/** Errors that blame this side. */
export function localErrors<const TTable extends ErrorTable>(table: TTable): ErrorMaker<TTable, LocalError> {
  return (code, particular, detail) => new LocalError(code, message(table, code, particular), detail);
}

function message(table: ErrorTable, code: string, particular: string | undefined): string {
  const text = table[code]?.text ?? code;
  return particular === undefined ? text : `${text}: ${particular}`;
}
