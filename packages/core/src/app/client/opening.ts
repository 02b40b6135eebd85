/** Waiting until the protocol that the application wants is spoken: others may come before it, a handshake say. */
import type { Transport } from '../../transport/transport.js';

export class Opening {
  #settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** It is spoken now. */
  reached(): void {
    this.#settle?.resolve();
  }

  /** It never will be, unless it is already. */
  failed(error: unknown): void {
    this.#settle?.reject(error);
  }
}

/** A handshake need not be over. */
export const isSecured = (transport: Transport): boolean => 'security' in transport;
