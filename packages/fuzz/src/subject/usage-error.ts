/** Why a session could not say anything about the parser. */
export type UsageErrorCode =
  | 'EMPTY_CORPUS'
  | 'CORPUS_REFUSED'
  | 'CORPUS_SILENT'
  | 'SUBJECT_INVALID'
  | 'SUBJECT_THROWS'
  | 'SUBJECT_NEVER_ENDS'
  | 'SUBJECT_NOT_DETERMINISTIC'
  | 'REFERENCE_FAILS'
  | 'INVALID_OPTION';

/**
 * The fuzzer was used in a way that makes its answer worthless: the subject or the corpus is at fault,
 * and nothing is claimed about the parser.
 */
export class FuzzUsageError extends Error {
  override readonly name = 'FuzzUsageError';
  readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
