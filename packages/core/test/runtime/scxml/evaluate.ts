/** The data model of SCXML documents: variables are properties of the context, expressions are JavaScript over them. */
import type { AnyEventObject } from 'xstate';

export interface Scope {
  readonly context: object;
  readonly event: AnyEventObject;
}

/** What expressions and scripts of one document have in common: the functions that its own script declares. */
export class Scripts {
  private readonly functions: string;

  constructor(script: string) {
    this.functions = functionsIn(script);
  }

  /**
   * Gives the function of an expression. A variable that is none is an error when it is called, and so is what is no expression, as
   * in SCXML (5.9.2).
   */
  readonly expression = (text: string): ((scope: Scope) => unknown) => {
    const evaluate = this.compiled(`return (${text}\n);`);
    return ({ context, event }) => evaluate(context, systemEvent(event));
  };

  /** Gives what a script makes of the context. */
  readonly script = (text: string): ((scope: Scope) => object) => {
    const run = this.compiled(text);
    return ({ context, event }) => {
      const changed = { ...context };
      // What is declared in a script is a variable of the document.
      run(new Proxy(changed, { has: (_, key) => typeof key === 'string' && !(key in globalThis) }), systemEvent(event));
      return changed;
    };
  };

  private compiled(statements: string): (context: object, event: object) => unknown {
    try {
      // Not strict, so that `with` may be used: the names of the variables are not known here.
      return new Function('context', '_event', `with (context) { ${this.functions}\n${statements}\n }`) as never;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }
}

function systemEvent(event: AnyEventObject): object {
  const name = event.type.replace(/^xstate\.(done\.state\.)/, '$1');
  return { name, data: event['data'] ?? event['output'] };
}

/** The declarations of functions, which see the variables as they are when these are called. */
function functionsIn(script: string): string {
  const found: string[] = [];
  for (const { index } of script.matchAll(/\bfunction\s+\w+\s*\(/g)) {
    let depth = 0;
    let end = script.indexOf('{', index);
    do {
      if (script[end] === '{') depth++;
      if (script[end] === '}') depth--;
      end++;
    } while (depth > 0 && end < script.length);
    found.push(script.slice(index, end));
  }
  return found.join('\n');
}
