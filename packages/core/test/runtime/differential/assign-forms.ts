import { assign } from 'xstate';
import { type Args, measure, type Ran } from './args.js';
import type { AssignForm } from './spec.js';

/** An `assign` that updates the context in this form. */
export function assignOf(form: AssignForm, ran: Ran, write: (line: () => string) => void): unknown {
  switch (form) {
    case 'function':
      return assign(((args: Args, params: unknown) => {
        ran('assign function', args, params);
        return { n: (args.context.n * 3 + measure(args) + 1) % 11 };
      }) as never);
    case 'object':
      return assign({
        m: (args: Args, params: unknown) => {
          ran('assign object', args, params);
          return (args.context.m + 1) % 7;
        },
        n: (args: Args) => (args.context.n + args.context.m) % 11,
      } as never);
    case 'new-key':
      return assign(((args: Args, params: unknown) => {
        ran('assign new key', args, params);
        return args.context.n % 2 === 0 ? { k: args.context.n } : { n: 2, [`k${args.context.n}`]: 1 };
      }) as never);
    case 'getters': {
      const read = (key: string, value: number): number => {
        write(() => `getter ${key}`);
        return value;
      };
      return assign(((args: Args, params: unknown) => {
        ran('assign getters', args, params);
        const { n, m } = args.context;
        return {
          get m() {
            return read('m', (m + 2) % 7);
          },
          get n() {
            return read('n', (n + 3) % 11);
          },
        };
      }) as never);
    }
    case 'inherited':
      return assign(((args: Args, params: unknown) => {
        ran('assign inherited', args, params);
        const update = { n: (args.context.n + 1) % 11 };
        return args.context.n % 3 === 0 ? Object.assign(Object.create({ m: 50, late: 60 }), update) : update;
      }) as never);
    case 'parsed':
      return assign(((args: Args, params: unknown) => {
        ran('assign parsed', args, params);
        const { n } = args.context;
        const inherits = measure(args) % 4 === 1;
        return JSON.parse(
          inherits ? `{"n":${(n + 1) % 11},"__proto__":{"k":${n},"late":1}}` : `{"n":${(n + 2) % 11},"m":3}`,
        );
      }) as never);
    case 'frozen':
      return assign(((args: Args, params: unknown) => {
        ran('assign frozen', args, params);
        return Object.freeze({ m: (args.context.m + 1) % 7 });
      }) as never);
    case 'whole':
      return assign(((args: Args, params: unknown) => {
        ran('assign whole', args, params);
        const { n, m } = args.context;
        return n % 2 === 0 ? { m, n: (n + 5) % 11 } : { n: (n + 4) % 11, m, k: 1 };
      }) as never);
    case 'nothing':
      return assign(((args: Args, params: unknown) => ran('assign nothing', args, params)) as never);
  }
}
