/** From the arguments of a program to the endpoint that it calls or serves. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { type Endpoint, formatAddress } from '@wirechart/core';
import { type TlsSettings, tcp, tls, unix } from '@wirechart/transport-net';
import { flag, isPath, type Parameter } from './parameters.js';
import type { ProgramOption } from './program.js';
import { UsageError } from './usage-error.js';

/** Whom or where: a host with its port, or the path of a Unix socket, for which the port does not count. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Options that every client takes. */
export const clientOptions = {
  tls: { ...flag, value: undefined, about: 'speaks TLS; a server with --cert and --key' },
  ca: {
    ...file(),
    value: 'file',
    about: 'whom a client trusts with --tls; else whom Node trusts',
  },
  source: { ...ipAddress(), value: 'address', about: 'address of this machine from which a client calls' },
} satisfies Readonly<Record<string, ProgramOption>>;

/** The values of {@link clientOptions}, as far as they were given. */
export interface ClientSettings {
  readonly tls?: boolean;
  readonly ca?: string;
  readonly source?: string;
}

/** Options of servers that have to do with TLS. */
export const tlsServerOptions = {
  tls: clientOptions.tls,
  cert: { ...file(), value: 'file', about: 'certificate of a server with --tls' },
  key: { ...file(), value: 'file', about: 'its key' },
} satisfies Readonly<Record<string, ProgramOption>>;

/** For browsers, which have no sockets. */
export const webSocketOption = {
  websocket: { ...flag, value: undefined, about: 'a server for browsers: bytes travel by WebSocket' },
} satisfies Readonly<Record<string, ProgramOption>>;

/** The values of {@link tlsServerOptions}, as far as they were given. */
export interface TlsServerSettings {
  readonly tls?: boolean;
  readonly cert?: string;
  readonly key?: string;
}

/** @throws UsageError for an option that would do nothing. */
export function clientEndpoint({ host, port }: Place, settings: ClientSettings = {}): Endpoint {
  const { tls: secured = false, ca, source } = settings;
  if (!secured && ca !== undefined) throw new UsageError('--ca is for --tls');
  if (isPath(host) && source !== undefined)
    throw new UsageError('--source is for IP: a Unix socket has no address to call from');
  const security: TlsSettings | undefined = secured ? (ca === undefined ? {} : { ca }) : undefined;
  if (isPath(host)) return over(security, { path: pathOf(host), ...(security && { serverName: 'localhost' }) });
  return over(security, { host, port, ...(source === undefined ? {} : { localAddress: source }) });
}

/** @throws UsageError where TLS lacks a certificate that can be read, or a certificate TLS: it is not to be served in the clear. */
export function serverEndpoint(
  { host, port }: Place,
  { tls: secured = false, cert, key }: TlsServerSettings,
): Endpoint {
  if (secured && (cert === undefined || key === undefined)) {
    throw new UsageError(`a server with --tls needs --cert and --key; this makes them:\n${MAKE_CERTIFICATE}`);
  }
  if (!secured && (cert !== undefined || key !== undefined)) throw new UsageError('--cert and --key are for --tls');
  const security = secured ? { cert: cert as string, key: key as string } : undefined;
  return over(security, isPath(host) ? { path: pathOf(host) } : { host, port });
}

/** What the library finds wrong with an option, as one of the command line. */
function asUsage(error: unknown): unknown {
  // What was given is named first.
  const [, name, problem] =
    /^(ca|cert|key|localAddress|path)\b(.*)$/.exec(error instanceof Error ? error.message : '') ?? [];
  if (name === undefined) return error;
  return new UsageError(`${name === 'path' ? 'a path' : (OPTIONS[name] ?? `--${name}`)}${problem}`, { cause: error });
}

const OPTIONS: Readonly<Record<string, string>> = { localAddress: '--source' };

/** As it was given: `127.0.0.1:65432`, `[::1]:65432`, `/run/x.sock`, `@name`. */
export function placeText({ host, port }: Place): string {
  if (isPath(host)) return host;
  return isIP(host) === 6 ? formatAddress({ kind: 'ip', host, port, family: 6 }) : `${host}:${port}`;
}

type Where = { readonly path: string } | Place;

function over(security: TlsSettings | undefined, where: Where): Endpoint {
  try {
    if (security?.cert !== undefined) checkPair(security as { readonly cert: string; readonly key: string });
    if (security !== undefined) return tls({ ...where, ...security });
    return 'path' in where ? unix(where) : tcp(where);
  } catch (error) {
    throw asUsage(error);
  }
}

function checkPair(identity: { readonly cert: string; readonly key: string }): void {
  // Each by itself first.
  tls({ port: 0, ...identity });
  try {
    createSecureContext(identity);
  } catch (error) {
    const { reason = String(error) } = error as { reason?: string };
    throw new UsageError(`--cert and --key do not go together: ${reason}`, { cause: error });
  }
}

/** Linux has names without files, which begin with a zero byte. */
function pathOf(host: string): string {
  return host.startsWith('@') ? `\0${host.slice(1)}` : host;
}

const MAKE_CERTIFICATE =
  'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost ' +
  '-addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 -keyout key.pem -out cert.pem';

/** The text of a file. */
function file(): Parameter<string> {
  return {
    parse(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        throw new UsageError(`cannot read '${path}': ${(error as NodeJS.ErrnoException).code}`, { cause: error });
      }
    },
  };
}

function ipAddress(): Parameter<string> {
  return {
    parse(given) {
      if (isIP(given) === 0) throw new UsageError(`not an IP address: '${given}'`);
      return given;
    },
  };
}
