/** The grammar of `Host` (RFC 9110, 7.2; RFC 3986, 3.2.2): a name or an address, and perhaps a port; never empty for HTTP (RFC 9110, 4.2.1). */
export function isHost(text: string): boolean {
  const match = HOST.exec(text);
  // The grammar takes any digits; a port of TCP has 16 bits.
  return match !== null && Number(match[1] ?? 0) <= 65_535;
}

const NAME = "(?:[-.~\\w!$&'()*+,;=]|%[\\da-fA-F]{2})+";
const IPV6 = '\\[[\\da-fA-F:.]+\\]';
const HOST = new RegExp(`^(?:${NAME}|${IPV6})(?::(\\d*))?$`);
