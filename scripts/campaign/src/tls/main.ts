/** The command `pnpm campaign tls`: changed bytes within TLS and around it, over sockets. */
import { parseArgs } from 'node:util';
import { asksForHelp } from '../asks-for-help.js';
import { nameOf } from '../bytes/subject.js';
import { byteSubjects } from '../bytes/subjects.js';
import { whole } from '../options.js';
import { certificate } from './certificate.js';
import { around, type TlsReport, within } from './trials.js';

export const TLS_USAGE = `pnpm campaign tls [--inputs N] [--seed S] [--subject text]

Makes N connections over TLS (default 500) for each protocol and role, in which what is said within TLS was changed, and ten times as
many in which somebody on the way changes what goes over the wire. Ends with status 1 if anything but an error of the remote or of the
transport came of it, if a connection did not end, if something that was changed on the way was believed, or if nobody was served any
more. Wants openssl, for a certificate.`;

export async function tlsMain(args: readonly string[]): Promise<void> {
  if (asksForHelp(args, TLS_USAGE)) return;
  let options: { readonly inputs: number; readonly seed: number; readonly subject: string };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        inputs: { type: 'string', default: '500' },
        seed: { type: 'string', default: '1' },
        subject: { type: 'string', default: '' },
      },
    });
    options = {
      inputs: whole('inputs', values.inputs, 1),
      seed: whole('seed', values.seed, 0),
      subject: values.subject,
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${TLS_USAGE}`);
    process.exitCode = 2;
    return;
  }
  const { inputs, seed, subject } = options;
  const identity = certificate();
  const strays: string[] = [];
  const stray = (cause: unknown) => void strays.push(`thrown where nobody was: ${String(cause)}`);
  process.on('uncaughtException', stray).on('unhandledRejection', stray);
  let failed = 0;
  let total = 0;
  const say = ({ name, inputs, messages, codes, failures }: TlsReport) => {
    const refused = [...codes.values()].reduce((sum, count) => sum + count, 0);
    const all = [...failures, ...strays.splice(0)];
    console.log(
      `${name}: ${inputs} connections, ${messages} messages, ${refused} refused for ${codes.size} reasons, ${all.length} failures`,
    );
    for (const failure of all.slice(0, 3)) console.log(`  FAILED: ${failure}`);
    failed += all.length;
    total += inputs;
  };
  for (const role of ['server', 'client'] as const) say(await around(role, identity, seed, 10 * inputs));
  for (const one of byteSubjects) if (nameOf(one).includes(subject)) say(await within(one, identity, seed, inputs));
  console.log(`seed ${seed}: ${total} connections, ${failed} failures`);
  if (failed > 0) process.exitCode = 1;
}
