/** Addresses and domains as commands may name them (RFC 5321, 4.1.2; RFC 6531, 3.3): nothing in them can end the command. */
import { utf8Length } from '@wirechart/core';

/** Characters of an atom beside letters and digits (RFC 5322, 3.2.3). */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
/** No half of a surrogate pair: it would go out as another letter. */
const BEYOND = '[^\\u0000-\\u007f\\ud800-\\udfff]';
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';

const ASCII_LOCAL = new RegExp(`^(?:${ATOM}|\\.)+$|^"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"$`);
const UTF8_LOCAL = new RegExp(`^(?:${ATOM}|\\.|${BEYOND})+$|^"(?:[ !#-\\[\\]-~]|\\\\[ -~]|${BEYOND})*"$`, 'u');
const ASCII_DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const UTF8_DOMAIN = new RegExp(`^(?:[A-Za-z0-9-]|${BEYOND})+(?:\\.(?:[A-Za-z0-9-]|${BEYOND})+)*$`, 'u');
/** Such as `[192.0.2.1]` and `[IPv6:2001:db8::1]` (4.1.3). */
const LITERAL = /^\[[!-Z^-~]+\]$/;

/** Whether there is a letter that is not ASCII. */
export const isBeyondAscii = (text: string): boolean => /[\u0080-\uffff]/.test(text);

/** A path may have 256 octets with its brackets (4.5.3.1.3). */
const LONGEST = 254;

/** Whether it can stand in the brackets of MAIL and RCPT. Dots may stand anywhere in the local part: some providers have such. */
export function isAddress(address: unknown, utf8: boolean): address is string {
  if (typeof address !== 'string' || utf8Length(address) > LONGEST) return false;
  // What is quoted may have an `@` of its own.
  const at = address.lastIndexOf('@');
  if (at < 0) return false;
  const local = utf8 ? UTF8_LOCAL : ASCII_LOCAL;
  return local.test(address.slice(0, at)) && isDomain(address.slice(at + 1), utf8);
}

/** A domain, or a literal of an address in square brackets. */
export function isDomain(domain: unknown, utf8 = false): domain is string {
  if (typeof domain !== 'string' || domain.length > 255) return false;
  return (utf8 ? UTF8_DOMAIN : ASCII_DOMAIN).test(domain) || LITERAL.test(domain);
}
