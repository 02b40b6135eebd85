/** A client of SMTP (RFC 5321), with STARTTLS (RFC 3207), AUTH (RFC 4954) and PIPELINING (RFC 2920). */
export {
  type Authenticate,
  type Data,
  data,
  type Mail,
  mail,
  noop,
  type Other,
  other,
  type Parameters,
  type Plain,
  quit,
  type Recipient,
  rcpt,
  rset,
  type SmtpCommand,
} from './command.js';
export { SmtpRefused, smtpCodes, smtpMistakes } from './errors.js';
export type { SmtpReply } from './message.js';
export { type SmtpClientOptions, smtpClient } from './protocol.js';
export {
  authLogin,
  authPlain,
  type LoginOptions,
  login,
  type MailToSend,
  type SentMail,
  type SmtpConnection,
  sendMail,
} from './send-mail.js';
export { type SmtpSession, sessionOf } from './session.js';
