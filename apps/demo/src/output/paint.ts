/** Colours for a terminal. */

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  /** What was sent. */
  sent(text: string): string;
  /** What was received. */
  received(text: string): string;
  bad(text: string): string;
}

/** Paints with ANSI colours (ECMA-48, 8.3.117), or leaves the text as it is. */
export function paintFor(colours: boolean): Paint {
  const style = (on: number, off: number) => (text: string) => (colours ? `\x1b[${on}m${text}\x1b[${off}m` : text);
  return { bold: style(1, 22), dim: style(2, 22), sent: style(36, 39), received: style(32, 39), bad: style(31, 39) };
}

/** Colours are for a person at a terminal who has not declined them (https://no-color.org). */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
