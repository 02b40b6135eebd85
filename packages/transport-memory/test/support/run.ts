/** Property runs of this package: one variable repeats a failure, which prints its seed and path. */
import type { Parameters } from 'fast-check';

/** `FC_SEED=123 FC_PATH=4:1 npx vitest run …` repeats one. */
export function runs<T>(numRuns: number): Parameters<T> {
  const { FC_SEED, FC_PATH } = process.env;
  return {
    numRuns,
    ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
  };
}
