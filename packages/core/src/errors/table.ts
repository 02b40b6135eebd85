/**
 * Error codes as tables: one row yields the code, its text and its documentation (docs/errors.md is written from them).
 * A protocol adds a table of its own with {@link remoteErrors}.
 */
import { checkRecord } from './check-arguments.js';
import { type ErrorDetail, LocalError, RemoteError } from './errors.js';
import { withoutStack } from './without-stack.js';

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

/**
 * Errors that blame the remote. They do not say where in this program they were made: it takes some microseconds to find out, and a
 * remote that is refused something and may go on can ask for it with every byte.
 */
export function remoteErrors<const TTable extends ErrorTable>(table: TTable): ErrorMaker<TTable, RemoteError> {
  checkTable(table);
  return (code, particular, detail) =>
    withoutStack(() => new RemoteError(code, message(table, code, particular), detail));
}

/** Errors that blame this side. */
export function localErrors<const TTable extends ErrorTable>(table: TTable): ErrorMaker<TTable, LocalError> {
  checkTable(table);
  return (code, particular, detail) => new LocalError(code, message(table, code, particular), detail);
}

function checkTable(table: ErrorTable): void {
  checkRecord('a table of errors', table, ['rows by their codes, each `{ text, doc }`']);
}

function message(table: ErrorTable, code: string, particular: string | undefined): string {
  const text = table[code]?.text ?? code;
  return particular === undefined ? text : `${text}: ${particular}`;
}
