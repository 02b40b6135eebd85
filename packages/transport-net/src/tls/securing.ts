/** TLS for the connections of an endpoint, in both roles: made when it is first needed, as each role asks for other settings. */
import type { Duplex } from 'node:stream';
import { type Address, checkOptions, type OptionNames } from '@wirechart/core';
import { clientSide } from './client-side.js';
import { OpeningTransport } from './opening-transport.js';
import { type Identities, serverSide, type TlsServerSide } from './server-side.js';
import { calling, checkTlsSettings, TLS_SETTINGS, type TlsSettings } from './settings.js';
import type { TlsSide } from './side.js';

/** Puts TLS over the stream of a connection. */
export type Secure = (stream: Duplex, local: Address, remote: Address) => OpeningTransport;

export function securingFor(
  settings: TlsSettings | undefined,
  host: string,
  closeTimeout = 10_000,
): Securing | undefined {
  if (settings === undefined) return undefined;
  checkOptions<TlsSettings>('startTls', settings, TLS_SETTINGS);
  return new Securing(settings, host, closeTimeout);
}

export class Securing {
  readonly #settings: TlsSettings;
  readonly #host: string;
  readonly #closeTimeout: number;
  /** Whether connections begin with TLS, and are not switched to it later. */
  readonly atOnce: boolean;
  #client: TlsSide | undefined;
  #server: TlsServerSide | undefined;

  /**
   * @param host whom clients call
   * @throws RangeError naming a setting that is out of range
   */
  constructor(settings: TlsSettings, host: string, closeTimeout: number, atOnce = false) {
    checkTlsSettings(settings);
    this.#settings = settings;
    this.#host = host;
    this.#closeTimeout = closeTimeout;
    this.atOnce = atOnce;
  }

  /**
   * Reads what clients need. Endpoints do before they connect: in the middle of a connection nobody could be told of a mistake.
   *
   * @throws Error of OpenSSL for a key of another certificate, or a list that it cannot read.
   */
  prepareClient(): void {
    this.#client ??= clientSide(calling(this.#settings, this.#host));
  }

  /** The same for servers, before they listen. @throws TypeError without a certificate; Error of OpenSSL for a key of another certificate, or a list that it cannot read. */
  prepareServer(): void {
    this.#server ??= serverSide(this.#settings);
  }

  /** For connections that this side opened. */
  readonly asClient: Secure = (stream, local, remote) => {
    this.prepareClient();
    return new OpeningTransport(stream, local, remote, this.#client as TlsSide, this.#closeTimeout);
  };

  /** For connections that were accepted. */
  readonly asServer: Secure = (stream, local, remote) => {
    this.prepareServer();
    return new OpeningTransport(stream, local, remote, this.#server as TlsSide, this.#closeTimeout);
  };

  /** @throws RangeError naming what cannot be read, Error of OpenSSL, TypeError for an unknown name; then the old ones stay. */
  renew(identities: Identities): void {
    checkOptions<Identities>('renew', identities, IDENTITIES);
    this.prepareServer();
    this.#server?.renew(identities);
  }
}

const IDENTITIES: OptionNames<Identities> = {
  cert: true,
  key: true,
  passphrase: true,
  hosts: true,
  ca: true,
  crl: true,
};
