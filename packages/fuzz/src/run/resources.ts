/**
 * What keeps the event loop alive now.
 *
 * @returns Names what has been opened since and is still open: work that may bring more output.
 */
export function openResources(): { newer(): readonly string[] } {
  const before = counted();
  return {
    newer: () => [...counted()].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name),
  };
}

function counted(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    // Turns of the event loop are waited for anyhow.
    if (name !== 'Immediate') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
