/** The application that all servers of the benchmark run: it looks a word up, as the tutorial's does. */

const words = new Map([
  ['morpheus', 'Follow the white rabbit. \u{1F430}'],
  ['ring', 'In the caves beneath the Misty Mountains. \u{1F48D}'],
]);

export function answer(request: unknown): { readonly result: string } {
  const { action, value } = request as { readonly action: unknown; readonly value: string };
  if (action !== 'search') return { result: `Error: invalid action "${action}".` };
  return { result: words.get(value) ?? `No match for "${value}".` };
}
