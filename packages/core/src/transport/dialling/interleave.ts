/** The order in which the addresses of a name are tried. */

export interface DialAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Addresses of both families in turn, each family in the order in which it came, beginning with the family that came first
 * (RFC 8305, 4, with a First Address Family Count of 1).
 */
export function interleave(addresses: readonly DialAddress[]): readonly DialAddress[] {
  const first = addresses[0]?.family;
  const ones = addresses.filter(({ family }) => family === first);
  const others = addresses.filter(({ family }) => family !== first);
  const mixed: DialAddress[] = [];
  for (let at = 0; at < ones.length || at < others.length; at++) {
    for (const family of [ones, others]) {
      const address = family[at];
      if (address !== undefined) mixed.push(address);
    }
  }
  return mixed;
}
