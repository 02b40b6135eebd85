/** A protocol in one role, with input to begin from. */
import type { Protocol, Role } from '@wirechart/core';

export interface ByteSubject {
  readonly name: string;
  /** The protocol that this is a variant of: where inputs are counted by protocol, its variants and roles share them. */
  readonly family: string;
  readonly role: Role;
  /** As {@link Protocol}, whose messages the campaign does not look into. */
  readonly protocol: Protocol<unknown, unknown>;
  /** Valid input, each a connection's whole. */
  readonly corpus: readonly Uint8Array[];
  /** What the remote of a client says first, and is not changed: a handshake. */
  readonly before?: Uint8Array;
  /** Whether what comes is handed out as it comes: then the number of messages says nothing. Default false. */
  readonly streams?: boolean;
  /** What a server answers to a message; undefined for nothing. */
  readonly reply?: (message: unknown) => unknown;
  /** What a client asks for before it hears anything. */
  readonly requests?: readonly unknown[];
}

export function nameOf({ name, role }: ByteSubject): string {
  return `${name}, ${role}`;
}
