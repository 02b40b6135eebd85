/** A server for the example: npm's smtp-server, which nobody@… is not known to. */
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { authority } from '../../../../transport-net/test/support/certificates.js';

const { ca, issue } = await authority();

export const server = new SMTPServer({
  ...(await issue()),
  onAuth: ({ password }, _, done) => done(password === 'white rabbit' ? null : new Error('no'), { user: 'neo' }),
  onRcptTo({ address }, _, done) {
    done(address.startsWith('nobody') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1');
await once(server.server, 'listening');

export const { port } = server.server.address() as { readonly port: number };
export { ca };
