/** The contract that every transport keeps, over TLS. */
import { transportContract } from '@wirechart/contract';
import { describe, test } from 'vitest';
import { type TlsSettings, tls } from '../../src/index.js';
import { authority } from '../support/certificates.js';

const { ca, issue } = await authority();
const identity = await issue();

describe.each([
  ['TLS 1.3', {}],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ['TLS that requires close_notify', { closeNotify: 'required' }],
] satisfies [string, TlsSettings][])('%s', (_what, settings) => {
  const cases = transportContract({
    quiet: 20,
    place: () => ({
      listening: tls({ port: 0, ...identity, ...settings }),
      connecting: (address) => tls({ port: address.kind === 'ip' ? address.port : 0, ca, ...identity, ...settings }),
    }),
  });
  for (const { name, run } of cases) test(name, run);
});
