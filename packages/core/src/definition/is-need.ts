/** Tells needs from what is none. */
import type { Need } from '../needs/need.js';

const KINDS: Readonly<Record<Need['kind'], true>> = {
  bytes: true,
  until: true,
  stream: true,
  remainder: true,
  whole: true,
};

export function isNeed(value: unknown): value is Need {
  return typeof value === 'object' && value !== null && Object.hasOwn(KINDS, String((value as Partial<Need>).kind));
}
