/** An exchange of the tour, as lines for a person. */
import type { JsonHeaderMessage } from '@wirechart/protocols/json-header';
import { contentText, kindText } from '../output/describe.js';
import type { Output } from '../output/output.js';
import type { Paint } from '../output/paint.js';
import type { History } from './history.js';

export interface Exchange {
  readonly title: string;
  readonly request: JsonHeaderMessage;
  readonly reply: JsonHeaderMessage;
  /** What the client's halves went through. */
  readonly client: History;
  readonly server: History;
}

export function exchangeLines(number: number, exchange: Exchange, { paint, width }: Output): readonly string[] {
  const { title, request, reply, client, server } = exchange;
  return [
    paint.bold(`${number}. ${title}`),
    messageLine(paint.sent('→'), request, paint),
    messageLine(paint.received('←'), reply, paint),
    ...halfLines('client writes', client.write, paint, width),
    ...halfLines('server reads ', server.read, paint, width),
    ...halfLines('server writes', server.write, paint, width),
    ...halfLines('client reads ', client.read, paint, width),
    '',
  ];
}

function messageLine(arrow: string, message: JsonHeaderMessage, { dim }: Paint): string {
  return `   ${arrow} ${contentText(message)}  ${dim(kindText(message))}`;
}

/** The states of a half after its label, as many lines as it takes. */
function halfLines(label: string, states: readonly string[], { bad, dim }: Paint, width: number): readonly string[] {
  const indent = ' '.repeat(label.length + 5);
  const lines: string[] = [];
  let line = `   ${dim(label)}  `;
  let column = indent.length;
  for (const [index, state] of states.entries()) {
    const more = index < states.length - 1;
    const needed = state.length + (more ? ARROW.length : 0);
    if (column > indent.length && column + needed > width) {
      lines.push(line.trimEnd());
      line = indent;
      column = indent.length;
    }
    line += (state === 'failed' ? bad(state) : state) + (more ? dim(ARROW) : '');
    column += needed;
  }
  return [...lines, line];
}

const ARROW = ' › ';
