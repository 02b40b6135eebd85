import type { Endpoint } from '@wirechart/core';
import { mustBeNoticed } from '../support/noticed.js';

mustBeNoticed({
  'forgets its addresses': {
    caughtBy: 'addresses: local of one side, is remote of the other',
    transport: () => ({ remote: { kind: 'name', name: 'somebody' } }),
  },
  'refuses without a code': {
    caughtBy: 'errors: nobody listens, refuses to connect',
    endpoint: (inner) => ({ connect: () => inner.connect().catch(() => Promise.reject(new Error('no'))) }),
  },
  'never answers a connect that is refused': {
    caughtBy: 'errors: nobody listens, refuses to connect',
    endpoint: (inner) => ({ connect: () => inner.connect().catch(() => new Promise(() => {})) }),
  },
  'listens where somebody listens': {
    caughtBy: 'errors: somebody listens already, refuses to listen',
    endpoint: (inner) => ({
      listen: (accept, options) =>
        inner.listen(accept, options).catch(() => ({ address: { kind: 'name', name: 'x' }, close: async () => {} })),
    }),
  },
  'does not look at a signal that has fired': {
    caughtBy: 'abort: before connecting, rejects with the reason',
    endpoint: (inner) => ({ connect: () => inner.connect() }),
  },
  'does not look at a signal that fires': {
    caughtBy: 'abort: while connecting, rejects with the reason and leaves no connection',
    endpoint: (inner) => ({ connect: () => inner.connect() }),
  },
  'stays on the signal': {
    caughtBy: 'abort: after connecting, changes nothing',
    endpoint: (inner) => ({
      connect: (options) => {
        options?.signal?.addEventListener('abort', () => {});
        return inner.connect(options);
      },
    }),
  },
  'listens in spite of the signal': {
    caughtBy: 'abort: while listening, takes no more connections',
    endpoint: (inner) => ({ listen: (accept) => inner.listen(accept) }),
  },
  'closes connections with the listener': {
    caughtBy: 'listener: closed, leaves open connections alone',
    endpoint: (inner) => closesConnections(inner),
  },
  'goes on listening after the close': {
    caughtBy: 'listener: closed, sets its address free',
    endpoint: (inner) => ({
      listen: async (accept, options) => ({ ...(await inner.listen(accept, options)), close: async () => {} }),
    }),
  },
});

function closesConnections(inner: Endpoint): Partial<Endpoint> {
  return {
    listen: async (accept, options) => {
      const open: { reset(): void }[] = [];
      const listener = await inner.listen((transport) => {
        open.push(transport);
        accept(transport);
      }, options);
      const close = async () => {
        for (const transport of open) transport.reset();
        await listener.close();
      };
      return { address: listener.address, close };
    },
  };
}
