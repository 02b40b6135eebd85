/** What a half ends with when one event sets off a chain of raised events and `always` transitions that does not come to rest. */
export function endlessChain(limit: number): Error {
  return new Error(
    `The machine does not come to rest: one event caused ${limit} microsteps (raised events and \`always\` transitions). ` +
      'Look for states that lead to each other by `always`; `options.maxIterations` of the machine sets the limit.',
  );
}
