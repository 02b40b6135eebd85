/**
 * The chart of json-header's read half as other libraries of state machines have it: the same states and events, without the time-outs,
 * which they do not know, and with what all states have in common written out in each.
 */
import { assign, createMachine as createFsm, interpret as interpretFsm } from '@xstate/fsm';
import { action, createMachine as createRobot, interpret as interpretRobot, reduce, state, transition } from 'robot3';
import type { Chart, ChartEvent } from './chart-parser.js';
import type { Header, Message } from './codec.js';

interface Context {
  readonly headerLength: number;
  readonly header: Header | undefined;
}

type Of<TType extends ChartEvent['type']> = Extract<ChartEvent, { type: TType }>;

const START: Context = { headerLength: 0, header: undefined };

/** On @xstate/fsm. */
export function fsmChart(onMessage: (message: Message) => void): Chart {
  const failing = { malformed: 'failed', eof: 'failed' } as const;
  const machine = createFsm<Context, ChartEvent>({
    initial: 'awaiting-protoheader',
    context: START,
    states: {
      'awaiting-protoheader': {
        on: {
          ...failing,
          eof: 'closed',
          protoheader: {
            target: 'awaiting-jsonheader',
            actions: assign({ headerLength: (_, event) => (event as Of<'protoheader'>).value }),
          },
        },
      },
      'awaiting-jsonheader': {
        on: {
          ...failing,
          jsonheader: {
            target: 'awaiting-content',
            actions: assign({ header: (_, event) => (event as Of<'jsonheader'>).value }),
          },
        },
      },
      'awaiting-content': {
        on: {
          ...failing,
          content: { target: 'responding', actions: (_, event) => onMessage((event as Of<'content'>).value) },
        },
      },
      responding: { on: { ...failing, responded: 'awaiting-protoheader' } },
      closed: {},
      failed: {},
    },
  });
  const service = interpretFsm(machine).start();
  return {
    get state() {
      return service.state.value as string;
    },
    get header() {
      return service.state.context.header;
    },
    send: (event) => service.send(event),
  };
}

/** On robot3. */
export function robotChart(onMessage: (message: Message) => void): Chart {
  const failing = [transition('malformed', 'failed'), transition('eof', 'failed')] as const;
  const machine = createRobot(
    'awaiting-protoheader',
    {
      'awaiting-protoheader': state(
        transition(
          'protoheader',
          'awaiting-jsonheader',
          reduce((context: Context, { value }: Of<'protoheader'>) => ({ ...context, headerLength: value })),
        ),
        transition('eof', 'closed'),
        transition('malformed', 'failed'),
      ),
      'awaiting-jsonheader': state(
        transition(
          'jsonheader',
          'awaiting-content',
          reduce((context: Context, { value }: Of<'jsonheader'>) => ({ ...context, header: value })),
        ),
        ...failing,
      ),
      'awaiting-content': state(
        transition(
          'content',
          'responding',
          action((_: Context, { value }: Of<'content'>) => onMessage(value)),
        ),
        ...failing,
      ),
      responding: state(transition('responded', 'awaiting-protoheader'), ...failing),
      closed: state(),
      failed: state(),
    },
    () => START,
  );
  const service = interpretRobot(machine, () => {});
  return {
    get state() {
      return service.machine.current as string;
    },
    get header() {
      return (service.context as Context).header;
    },
    send: (event) => service.send(event as never),
  };
}
