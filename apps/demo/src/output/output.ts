/** Where a program says what happens: lines for a person, or one JSON object per line. */
import { type Paint, paintFor, wantsColours } from './paint.js';

export interface Output {
  readonly paint: Paint;
  /** Columns that a line may have. */
  readonly width: number;
  /**
   * Says that something happened. A person reads `text`; a program reads an object with the name of the event, the
   * facts, and the text.
   */
  tell(event: string, text: string, facts?: Readonly<Record<string, unknown>>): void;
  /** The same for what needs several lines, which the object does not repeat. */
  show(event: string, lines: readonly string[], facts: Readonly<Record<string, unknown>>): void;
}

export type Target = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };

export function outputTo(target: Target, json: boolean, env: NodeJS.ProcessEnv): Output {
  const print = (line: string) => target.write(`${line}\n`);
  return {
    paint: paintFor(!json && wantsColours(target, env)),
    width: Math.min(target.columns || USUAL_WIDTH, WIDEST),
    tell: (event, text, facts = {}) => print(json ? JSON.stringify({ event, text, ...facts }) : text),
    show: (event, lines, facts) => print(json ? JSON.stringify({ event, ...facts }) : lines.join('\n')),
  };
}

const USUAL_WIDTH = 80;
/** Longer lines are hard to read. */
const WIDEST = 100;
