/**
 * Who may ask. The page shows what passes through a program, so nobody gets it but a browser that was given the token, and no page but
 * our own makes that browser ask.
 *
 * - It listens on a loopback address.
 * - `Host` must be the exact address, or `localhost`, with the port: a name that an attacker has pointed at 127.0.0.1 (DNS rebinding;
 *   CVE-2018-7160 and CVE-2021-22884 of Node's own inspector) is refused.
 * - `Origin`, where there is one, must be ours; what changes anything must have one. `Sec-Fetch-Site` must not be another site.
 * - The token of 128 random bits is good for one thing: to be exchanged for a cookie that no script can read (HttpOnly) and that is
 *   not sent from other sites (SameSite=Strict).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export class Guard {
  readonly #token = randomBytes(16).toString('hex');
  readonly #cookie = randomBytes(16).toString('hex');
  readonly #cookieName: string;
  readonly #hosts: ReadonlySet<string>;

  constructor(
    readonly host: string,
    readonly port: number,
  ) {
    const address = host.includes(':') ? `[${host}]` : host;
    this.#hosts = new Set([`${address}:${port}`, `localhost:${port}`]);
    // Cookies are shared by all ports of a host.
    this.#cookieName = `wirechart-${port}`;
  }

  /** Where to begin. */
  get url(): string {
    const address = this.host.includes(':') ? `[${this.host}]` : this.host;
    return `http://${address}:${this.port}/?token=${this.#token}`;
  }

  /** Why a request is refused whatever it brings; undefined when it is not. */
  refusal({ headers, method }: IncomingMessage): string | undefined {
    const { host, origin } = headers;
    if (host === undefined || !this.#hosts.has(host.toLowerCase())) return 'not a host of this inspector';
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return 'not from this page';
    const site = headers['sec-fetch-site'];
    // `none` is what somebody typed or clicked outside of any page; a link is followed from anywhere, but brings no cookie then.
    const navigates = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates) return 'not from this page';
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return 'only GET and POST';
    if (method === 'POST' && origin === undefined) return 'not from a page';
    return undefined;
  }

  /** Whether this is the token. */
  isToken(token: string | null): boolean {
    return token !== null && same(token, this.#token);
  }

  /** The header that gives a browser its cookie. */
  get setCookie(): string {
    return `${this.#cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the request has the cookie, or the token as a bearer (for scrapers, which keep no cookies). */
  admits({ headers }: IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(/;\s*/);
    const prefix = `${this.#cookieName}=`;
    if (cookies.some((cookie) => cookie.startsWith(prefix) && same(cookie.slice(prefix.length), this.#cookie)))
      return true;
    const [scheme, token] = (headers.authorization ?? '').split(' ');
    return scheme?.toLowerCase() === 'bearer' && this.isToken(token ?? null);
  }
}

/** Takes the same time whichever character differs. */
function same(given: string, secret: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
}
