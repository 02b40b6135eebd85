/**
 * A process that holds one subject and does what it is told. So that what one subject teaches the JIT, or leaves to the
 * collector, is neither help nor harm to another.
 *
 * `worker.js <module> <subject> <argument>`; with a fourth argument it runs the subject that often and exits.
 */
import type { Sampler } from './sampler.js';

export type Subjects = Readonly<Record<string, (argument: never) => object | Promise<object>>>;

/** @internal */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** @internal */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const [module = '', name = '', argument = 'null', times] = process.argv.slice(2);
const { subjects } = (await import(`../subjects/${module}.js`)) as { subjects: Subjects };
const make = subjects[name];
if (make === undefined) throw new Error(`no subject '${name}' in ${module}`);
const subject = await make(JSON.parse(argument) as never);

if (times !== undefined) {
  await (subject as Sampler).repeat(Number(times));
  process.exit(0);
}

const methods = subject as Record<string, (argument: unknown) => unknown>;
process.on('message', async ({ id, method, argument }: Request) => {
  const answer = await call(method, argument).then(
    (result): Answer => ({ id, result }),
    (error: unknown): Answer => ({ id, error: error instanceof Error ? String(error.stack) : String(error) }),
  );
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0 } satisfies Answer);

async function call(method: string, argument: unknown): Promise<unknown> {
  return await methods[method]?.(argument);
}
