/** Version 1: a line of text (2.1 of the specification). */
import type { Address, ByteWindow } from '@wirechart/core';
import { proxyError } from './errors.js';
import { headerWith, type ProxyHeader } from './header.js';
import { type IpFamily, ipAddress, ipBytes, ipv6Text, mapped, parseIp } from './ip.js';
import { LINE_START } from './signature.js';

/** Longest line without its beginning and its end: 107 bytes in all. */
export const LINE_MAX = 107 - LINE_START.length - 2;

/**
 * The line, after `PROXY ` and before CR LF.
 *
 * @param mixed whether a line of TCP6 may have IPv4 addresses
 */
export function readLine(frame: ByteWindow, mixed: boolean): ProxyHeader {
  const text = frame.latin1();
  // What else an UNKNOWN line says must not be looked at.
  if (text === 'UNKNOWN' || text.startsWith('UNKNOWN ')) return headerWith({ version: 1, command: 'proxy' });
  const fields = text.split(' ');
  const [protocol, source = '', destination = '', sourcePort = '', destinationPort = ''] = fields;
  const family = protocol === 'TCP4' ? 4 : protocol === 'TCP6' ? 6 : undefined;
  if (family === undefined) throw invalid('neither TCP4, nor TCP6, nor UNKNOWN', 0);
  if (fields.length !== 5) throw invalid(`${fields.length} fields instead of 5`, 0);
  const at = (index: number) => fields.slice(0, index).join(' ').length + 1;
  return headerWith({
    version: 1,
    command: 'proxy',
    transport: 'stream',
    source: ipAddress(host(source, family, mixed, at(1)), port(sourcePort, at(3))),
    destination: ipAddress(host(destination, family, mixed, at(2)), port(destinationPort, at(4))),
  });
}

/** @throws RangeError for addresses that a line cannot tell. */
export function lineOf(source: Address | undefined, destination: Address | undefined): string {
  if (source === undefined || destination === undefined) return `${LINE_START}UNKNOWN\r\n`;
  if (source.kind !== 'ip' || destination.kind !== 'ip') {
    throw new RangeError('version 1 of the PROXY protocol tells IP addresses only');
  }
  const protocol = source.family === 4 && destination.family === 4 ? 'TCP4' : 'TCP6';
  const [from, to] = [source, destination].map((address) => {
    const bytes = ipBytes(address);
    return protocol === 'TCP4' ? address.host : ipv6Text(mapped(bytes));
  });
  return `${LINE_START}${protocol} ${from} ${to} ${source.port} ${destination.port}\r\n`;
}

function host(text: string, family: IpFamily, mixed: boolean, at: number): Uint8Array {
  const bytes = parseIp(text, family);
  if (bytes !== undefined) return bytes;
  const other = family === 6 ? parseIp(text, 4) : undefined;
  if (other !== undefined && mixed) return mapped(other);
  const hint = other === undefined ? '' : ': option mixedFamilies takes IPv4 addresses there, as nginx writes them';
  throw invalid(`${JSON.stringify(text)} is not an IPv${family} address${hint}`, at);
}

function port(text: string, at: number): number {
  if (!/^(?:0|[1-9]\d{0,4})$/.test(text) || Number(text) > 0xffff) {
    throw invalid(`${JSON.stringify(text)} is not a port`, at);
  }
  return Number(text);
}

const invalid = (what: string, at: number) => proxyError('proxy-line-invalid', what, { at });
