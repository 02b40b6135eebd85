/** A write half that never comes to its end. */
import type { Check } from './check.js';

export const endlessWriting: Check = (half) => {
  const ends = half.resting.some((state) =>
    half.takenOn(state, 'ended').some((transition) => half.targetOf(state, transition).final),
  );
  if (ends || half.resting.length === 0) return [];
  return [
    {
      where: undefined,
      wrong: '`ended` leads to no final state: a connection would never be closed',
      write: "Take `writeHalfWith`, or lead `finish` to a state with `on: { ended: 'closed' }`",
    },
  ];
};
