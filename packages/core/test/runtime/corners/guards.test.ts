/** What guards answer, alone and combined. */
import { and, not, or } from 'xstate';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { emit } = loose;

comeOutAsInXState({
  'params of guards within guards': {
    machine: (see) =>
      chart(
        {
          context: { n: 1 },
          on: {
            go: {
              guard: and([
                { type: 'g', params: ({ event }: Loose) => event.type },
                not({ type: 'g', params: 5 } as Loose),
                or(['g', 'h']),
              ] as Loose),
              actions: emit({ type: 'yes' }),
            },
          },
        },
        {
          guards: {
            g: (_: Loose, p: Loose) => {
              see('g', p);
              return p !== 5;
            },
            h: { type: 'g', params: 7 },
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'guards that give no boolean': {
    machine: () =>
      chart({
        on: {
          go: [
            { guard: () => 0, actions: emit({ type: '0' }) },
            { guard: () => '', actions: emit({ type: 'empty' }) },
            { guard: () => Number.NaN, actions: emit({ type: 'NaN' }) },
            { guard: () => undefined, actions: emit({ type: 'undefined' }) },
            { guard: and([() => 1, () => 'yes'] as Loose), actions: emit({ type: 'and' }) },
          ],
          no: [
            { guard: not((() => 'x') as Loose), actions: emit({ type: 'not' }) },
            { guard: or([() => 0, () => [] as Loose] as Loose), actions: emit({ type: 'or' }) },
          ],
        },
      }),
    connections: coldAndHot(...types('go', 'no')),
  },
  'empty `and` and `or`': {
    machine: () =>
      chart({
        on: {
          go: [
            { guard: or([]), actions: emit({ type: 'or' }) },
            { guard: and([]), actions: emit({ type: 'and' }) },
          ],
        },
      }),
    connections: coldAndHot(go, go),
  },
});
