/** An option that has few values: a typo would else be another of them. */

/** Returns the value. @throws RangeError that names the option and its values, for one that is none of them */
export function oneOf<T extends string | number>(name: string, value: T, values: readonly T[]): T {
  if (values.includes(value)) return value;
  throw new RangeError(
    `${name} must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}, not ${String(value)}`,
  );
}
