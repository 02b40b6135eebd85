import type { Canonical } from '../canonical/canonical.js';
import type { MemoryContract } from './memory-contract.js';
import { nearest, unknownName } from './nearest.js';
import type { Subject } from './subject.js';
import { FuzzUsageError } from './usage-error.js';

/** Throws FuzzUsageError (`SUBJECT_INVALID`) for what is no subject, and for what it says of itself under a name that means nothing. */
export function checkSubject(subject: Subject | undefined | null): asserts subject is Subject {
  if (typeof subject?.open !== 'function') {
    throw new FuzzUsageError(
      'SUBJECT_INVALID',
      'a subject is an object with a function `open`, as fromNodeStream(() => new Parser()) and the other adapters make it, or { module: new URL(…) }',
    );
  }
  for (const name of Object.keys(subject)) {
    // It may have properties of its own, but not one that looks like a mistake.
    if (Object.hasOwn(SUBJECT, name)) continue;
    const meant = nearest(name, [...Object.keys(SUBJECT), ...OF_ADAPTERS]);
    if (meant === name) refuse(`\`${name}\` is no option of this adapter`);
    if (meant !== undefined) refuse(`there is no option "${name}"; did you mean "${meant}"?`);
  }
  const { canonical = {}, contract = {} } = subject;
  for (const [name, given] of Object.entries(canonical)) {
    if (!Object.hasOwn(CANONICAL, name)) refuse(`canonical: ${unknownName('property', name, Object.keys(CANONICAL))}`);
    if (given === undefined) continue;
    if (name === 'ids' && !Array.isArray(given)) refuse('canonical: `ids` is an array of names');
    if (name !== 'ids' && typeof given !== 'function') refuse(`canonical: \`${name}\` is a function`);
  }
  for (const [name, given] of Object.entries(contract)) {
    if (!Object.hasOwn(CONTRACT, name)) refuse(`contract: ${unknownName('promise', name, Object.keys(CONTRACT))}`);
    if (given !== undefined && typeof given !== 'boolean') refuse(`contract: \`${name}\` is true or false`);
  }
}

// By their names, so that the compiler sees to it that none is missing.
const SUBJECT: Readonly<Record<keyof Subject, true>> = {
  name: true,
  package: true,
  open: true,
  canonical: true,
  contract: true,
  overlappingWrites: true,
  recipe: true,
};
const CANONICAL: Readonly<Record<keyof Canonical, true>> = {
  project: true,
  piece: true,
  stream: true,
  ids: true,
  errorKind: true,
  isLimit: true,
  position: true,
};
const CONTRACT: Readonly<Record<keyof MemoryContract, true>> = {
  keepsInput: true,
  changesInput: true,
  aliasesInput: true,
  changesOutput: true,
};
/** What adapters take beside that. What they know they keep to themselves. */
const OF_ADAPTERS = ['events', 'pieces', 'attach', 'write', 'end', 'fail', 'speaksFirst'];

function refuse(message: string): never {
  throw new FuzzUsageError('SUBJECT_INVALID', `the subject: ${message}`);
}
