/**
 * Which of XState's combined guards a guard is. They differ by a function that does not say its name once it is minified, and
 * that another copy of XState has another one of. So it is asked what it makes of two guards whose answers are known.
 */

export type GuardKind = 'and' | 'or' | 'not' | 'stateIn';

interface CombinedGuard {
  readonly check: (
    snapshot: object,
    args: object,
    resolved: { readonly guards: readonly (() => boolean)[] },
  ) => unknown;
}

export function guardKind(guard: object): GuardKind | undefined {
  if ('stateValue' in guard) return 'stateIn';
  return 'guards' in guard ? KINDS.get(answers(guard as unknown as CombinedGuard)) : undefined;
}

/** By what comes of no and yes, and of yes and yes. */
const KINDS: ReadonlyMap<string, GuardKind> = new Map([
  ['false true', 'and'],
  ['true true', 'or'],
  ['true false', 'not'],
]);

function answers({ check }: CombinedGuard): string {
  const yes = () => true;
  const no = () => false;
  const of = (first: () => boolean) => check({}, { context: {}, event: { type: '' } }, { guards: [first, yes] });
  try {
    return `${of(no)} ${of(yes)}`;
  } catch {
    return '';
  }
}
