/** What a server says. */

export interface SmtpReply {
  /** 200 to 559. */
  readonly code: number;
  /** The enhanced status code, such as `5.1.1` (RFC 2034, RFC 3463), where the first line begins with one of the code's class. */
  readonly enhanced: string | undefined;
  /** The text of each line, without the code; for people. UTF-8, or ISO 8859-1 where it is not. */
  readonly lines: readonly string[];
}
