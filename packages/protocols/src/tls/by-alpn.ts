/** The protocol that a handshake has agreed on. */
import {
  type AnyProtocol,
  checkOptions,
  defineProtocol,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  type RemoteError,
  type Security,
} from '@wirechart/core';
import { assign, setup } from 'xstate';
import { tlsError } from './errors.js';

export interface ByAlpnOptions {
  /** What to speak with a remote that offered no protocol. Default: none, it is refused with `alpn-missing`. */
  readonly otherwise?: AnyProtocol;
}

/**
 * Goes on with the protocol that TLS has agreed on (ALPN, RFC 7301), by its name.
 *
 * @throws RangeError when there is nothing to choose from; TypeError for an option of an unknown name
 * @example
 * const choices = { h2: http2(), 'http/1.1': http1() };
 * serve(byAlpn(choices), handler, tls({ port: 443, cert, key, alpn: Object.keys(choices) }));
 */
export function byAlpn<TIn, TOut>(
  choices: Readonly<Record<string, Protocol<TIn, TOut>>>,
  options: ByAlpnOptions = {},
): Protocol<TIn, TOut> {
  checkOptions<ByAlpnOptions>('byAlpn', options, { otherwise: true });
  const names = Object.keys(choices);
  if (names.length === 0) throw new RangeError('byAlpn needs a protocol to choose');
  const { otherwise } = options;
  const next: Record<string, AnyProtocol> = {};
  for (const name of names) next[stateFor(name)] = choices[name] as AnyProtocol;
  if (otherwise !== undefined) next[OTHERWISE] = otherwise;
  return defineProtocol<TIn, TOut>({
    name: 'by-alpn',
    read: choosingHalf(names, otherwise !== undefined),
    encode() {
      throw new TypeError('nothing can be sent before the handshake of TLS is over');
    },
    next,
  });
}

const OTHERWISE = 'otherwise';

/** A dot in the name of a state would make a path of it. */
function stateFor(name: string): string {
  return `agreed-on-${name.replaceAll('.', '-')}`;
}

function choosingHalf(names: readonly string[], hasOther: boolean) {
  const agreed = names.map((name) => ({
    guard: ({ event }: { readonly event: ReadEvent }) => event.type === 'secured' && event.security.protocol === name,
    target: stateFor(name),
    actions: 'keep',
  }));
  const finals = [...names.map(stateFor), ...(hasOther ? [OTHERWISE] : [])];
  return setup({
    types: { context: {} as Context, input: {} as HalfInput, events: {} as ReadEvent },
    delays: { header: ({ context }) => context.timeouts.header },
    actions: {
      keep: assign({ outcome: ({ event }) => (event.type === 'secured' ? event.security : undefined) }),
      refuse: assign({ outcome: () => tlsError('alpn-missing') }),
    },
  }).createMachine({
    id: 'by-alpn',
    context: ({ input }) => ({ outcome: undefined, ...input }),
    initial: 'handshaking',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      handshaking: {
        on: {
          secured: [
            ...agreed,
            hasOther ? { target: OTHERWISE, actions: 'keep' } : { target: 'failed', actions: 'refuse' },
          ] as never,
        },
        after: { header: 'failed' },
      },
      ...Object.fromEntries(finals.map((name) => [name, { type: 'final' as const }])),
      failed: { type: 'final' },
    },
    // The next protocol finds it as `input.previous`.
    output: ({ context }) => context.outcome,
  });
}

interface Context extends HalfInput {
  readonly outcome: Security | RemoteError | undefined;
}
