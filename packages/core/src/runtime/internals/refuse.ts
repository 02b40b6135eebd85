/**
 * Refuses a machine: the feature stands outside of the subset that both runtimes run.
 *
 * @param path The state's path; `''` for the root.
 * @param feature What the machine uses, as its author would call it.
 * @param advice What to do instead, as a full sentence.
 * @throws {TypeError} Always.
 */
export function refuse(path: string, feature: string, advice: string): never {
  throw new TypeError(
    `${path === '' ? 'The root state' : `State '${path}'`} uses ${feature}, which a half cannot run. ${advice}`,
  );
}
