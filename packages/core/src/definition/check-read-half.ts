/** Checks of what is given to `setupReadHalf`. */
import { checkRecord, shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import type { HalfInput } from '../limits.js';
import { isNeed } from '../needs/need.js';
import { noNeed } from './checks/impossible-need.js';

const INPUT: readonly (keyof HalfInput)[] = ['limits', 'timeouts', 'previous', 'addresses'];

/** @throws TypeError for an option that is unknown, missing, or of the wrong kind. */
export function checkReadHalfOptions(options: object): void {
  checkOptions<Readonly<Record<string, unknown>>>('setupReadHalf', options as never, {
    types: true,
    needs: true,
    actions: true,
    guards: true,
    delays: true,
    context: true,
  });
  const { needs, context } = options as { readonly needs?: unknown; readonly context?: unknown };
  if (typeof needs !== 'object' || needs === null || Array.isArray(needs)) {
    throw new TypeError(`setupReadHalf needs an object of needs by name, \`needs: { … }\`, not ${shown(needs)}`);
  }
  for (const [name, need] of Object.entries(needs)) {
    if (isNeed(need)) continue;
    const { wrong, write } = noNeed(need);
    throw new TypeError(`setupReadHalf, need '${name}': ${wrong.replace(/^its need/, 'it')}. ${write}.`);
  }
  if (context === undefined || typeof context === 'function') return;
  checkRecord('the context of setupReadHalf', context, ['what the half remembers besides its input']);
  const taken = INPUT.find((name) => Object.hasOwn(context as object, name));
  if (taken !== undefined) {
    throw new TypeError(
      `the context of setupReadHalf has '${taken}', which its input has already. Name it differently.`,
    );
  }
}

/** @throws TypeError for what is no configuration, and for one with a context: that is said where the half is set up. */
export function checkReadHalfConfig(config: unknown): void {
  checkRecord('what is given to createMachine', config, ['id', 'initial', 'states', 'on', 'after', 'always', 'entry']);
  if (!Object.hasOwn(config as object, 'context')) return;
  throw new TypeError(
    'a read half gets its context from its input and from `setupReadHalf({ context })`. Write it there.',
  );
}
