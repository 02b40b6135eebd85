// PROVISIONAL
import { type AnyEventObject, type AnyStateMachine, createActor } from 'xstate';
import type { HalfLogic, HalfRun, HalfStart } from './runtime.js';
export function interpreted(machine: AnyStateMachine): HalfLogic {
  const states: string[] = [];
  const visit = (node: any) => {
    states.push(node.path.join('.'));
    for (const c of Object.values(node.states)) visit(c);
  };
  visit((machine as any).root);
  const logic: HalfLogic = {
    machine,
    states,
    edges: [],
    stateCounts: new Float64Array(states.length),
    edgeCounts: new Float64Array(0),
    failedGuards: () => [],
    start(o: HalfStart): HalfRun {
      let now = o.now;
      let timers: { at: number; fn: () => void; seq: number }[] = [];
      let seq = 0;
      const queue: AnyEventObject[] = [];
      let error: unknown;
      const actor = createActor(machine, {
        input: o.input as never,
        clock: {
          setTimeout(fn: any, ms: number) {
            const t = { at: now + ms, fn, seq: seq++ };
            timers.push(t);
            return t;
          },
          clearTimeout(t: any) {
            timers = timers.filter((x) => x !== t);
          },
        } as any,
      });
      actor.on('*', (e: any) => queue.push(e));
      actor.subscribe({
        error: (e) => {
          error = e;
        },
      });
      const flush = () => {
        for (const e of queue.splice(0)) o.host.emitted(o.half, e);
      };
      actor.start();
      flush();
      const node = () => (machine as any).root && ((actor.getSnapshot() as any)._nodes as any[]);
      const leaf = () => node().reduce((a: any, b: any) => (b.path.length >= a.path.length ? b : a));
      return {
        logic,
        observed: false,
        get state() {
          return states.indexOf(leaf().path.join('.'));
        },
        get need() {
          let n = leaf();
          while (n) {
            if (n.meta?.need) return n.meta.need;
            n = n.parent;
          }
          return undefined;
        },
        get context() {
          return (actor.getSnapshot() as any).context;
        },
        get status() {
          return (actor.getSnapshot() as any).status;
        },
        get output() {
          return (actor.getSnapshot() as any).output;
        },
        get error() {
          return error;
        },
        get deadline() {
          return timers.reduce((m, t) => Math.min(m, t.at), Infinity);
        },
        send(e, at) {
          now = at;
          actor.send(e);
          flush();
        },
        fire(at) {
          now = at;
          timers.sort((a, b) => a.at - b.at || a.seq - b.seq);
          const t = timers[0];
          if (!t || t.at > at) return undefined;
          timers.shift();
          let type = '';
          const s = (actor as any).send;
          void s;
          const un = 0;
          void un;
          const ev = (actor as any)._process;
          void ev;
          const orig = (actor as any).mailbox;
          const enq = orig.enqueue.bind(orig);
          orig.enqueue = (e: any) => {
            type = e.type;
            enq(e);
          };
          t.fn();
          orig.enqueue = enq;
          flush();
          return type;
        },
      };
    },
  };
  return logic;
}
