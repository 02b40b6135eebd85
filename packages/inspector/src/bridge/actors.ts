/** Actors of an XState program, told by @statelyai/inspect's messages, as our agent's messages: an actor is to us what a connection is. */

import { plainContext } from '../agent/plain.js';
import type { AgentMessage, AgentRow, EndedConnection, OpenedConnection, Step, Steps } from '../wire/messages.js';
import { type ActorChart, actorChart } from './actor-chart.js';
import type { ActorMessage, EventMessage, SnapshotMessage, StatelyMessage, StatelySnapshot } from './messages.js';

interface Actor {
  readonly id: number;
  readonly chart: number;
  readonly name: string;
  row: AgentRow;
  /** State value, to tell whether it has changed. */
  value: string;
  context: string;
  sequence: number;
  event: string | undefined;
  /** Whether its steps were told before. */
  begun: boolean;
}

export class Actors {
  readonly #title: string;
  /** Those that have not ended, by the program that tells of them, and their session ids, which each program counts from 0. */
  readonly #actors = new Map<unknown, Map<string, Actor>>();
  #numbered = 0;
  readonly #charts: ActorChart[] = [];
  readonly #byDefinition = new Map<string, number>();
  readonly #taken: Float64Array[] = [];
  #epoch: number | undefined;
  // What is new since the last time.
  #fresh = true;
  #opened: OpenedConnection[] = [];
  #dirty = new Set<Actor>();
  #steps = new Map<Actor, Step[]>();
  #ended: EndedConnection[] = [];
  #time = 0;

  constructor(title: string) {
    this.#title = title;
  }

  /** @param program who tells it; any value that is its own */
  receive(message: StatelyMessage, program: unknown): void {
    const created = Number(message.createdAt);
    const now = Number.isFinite(created) ? created : Date.now();
    this.#epoch ??= now;
    this.#time = Math.max(this.#time, now - this.#epoch);
    const actors = this.#actorsOf(program);
    if (message.type === '@xstate.actor') this.#actor(message, actors);
    else if (message.type === '@xstate.event') this.#event(message, actors);
    else this.#snapshot(message, actors);
  }

  /** A program has gone, and its actors with it. */
  leave(program: unknown): void {
    for (const { id } of this.#actorsOf(program).values()) this.#ended.push({ id, time: this.#time });
    this.#actors.delete(program);
  }

  /** What our side is to be told; nothing where there is no news. */
  take(): AgentMessage[] {
    const messages: AgentMessage[] = [];
    if (this.#fresh) messages.push(this.#hello());
    if (this.#opened.length > 0) messages.push({ type: 'opened', connections: this.#opened });
    const rows = [...this.#dirty].map(({ row }) => row);
    if (this.#fresh || rows.length > 0 || this.#ended.length > 0) {
      const counts = this.#taken.map((taken, chart) => ({ chart, taken: taken.slice() }));
      messages.push({ type: 'tick', time: this.#time, gap: 0, whole: false, rows, counts });
    }
    for (const [actor, records] of this.#steps) messages.push(this.#stepsOf(actor, records));
    if (this.#ended.length > 0) messages.push({ type: 'ended', connections: this.#ended });
    this.#fresh = false;
    this.#opened = [];
    this.#dirty = new Set();
    this.#steps = new Map();
    this.#ended = [];
    return messages;
  }

  #actorsOf(program: unknown): Map<string, Actor> {
    let actors = this.#actors.get(program);
    if (actors === undefined) {
      actors = new Map();
      this.#actors.set(program, actors);
    }
    return actors;
  }

  #actor(message: ActorMessage, actors: Map<string, Actor>): void {
    const { sessionId, name, parentId, definition, snapshot } = message;
    // Told again to who came late: it is known already.
    if (actors.has(sessionId)) return;
    const chart = this.#chartOf(name, definition);
    this.#numbered += 1;
    const id = this.#numbered;
    const [read = 0, ...also] = this.#leaves(chart, snapshot);
    const parent = parentId === undefined ? undefined : actors.get(parentId);
    const row: AgentRow = {
      id,
      protocol: chart,
      read,
      write: -1,
      also,
      readSince: this.#time,
      writeSince: this.#time,
      bytesIn: 0,
      bytesOut: 0,
      buffered: 0,
      queued: 0,
    };
    const actor: Actor = { id, chart, name, row, value: '', context: '', sequence: 0, event: undefined, begun: false };
    actors.set(sessionId, actor);
    this.#opened.push({
      id,
      name,
      remote: parent === undefined ? name : `${parent.name} → ${name}`,
      local: sessionId,
      time: this.#time,
    });
    this.#dirty.add(actor);
    this.#move(actor, snapshot, { type: 'xstate.init' }, -1);
  }

  #event({ sessionId, event }: EventMessage, actors: Map<string, Actor>): void {
    const actor = actors.get(sessionId);
    if (actor !== undefined && typeof event?.type === 'string') actor.event = event.type;
  }

  #snapshot({ sessionId, snapshot, event }: SnapshotMessage, actors: Map<string, Actor>): void {
    const actor = actors.get(sessionId);
    if (actor === undefined || typeof snapshot !== 'object' || snapshot === null) return;
    const type = String(event?.type ?? actor.event ?? '');
    // The actor was told with the snapshot that it begins with.
    if (type !== 'xstate.init' || actor.sequence === 0) this.#move(actor, snapshot, { type }, actor.row.read);
    const { status } = snapshot;
    if (status === 'active') return;
    this.#ended.push({
      id: actor.id,
      time: this.#time,
      ...(status === 'error'
        ? {
            error: {
              blame: 'local',
              code: 'actor-error',
              message: String(snapshot.error ?? 'the actor failed'),
            } as const,
          }
        : {}),
    });
    actors.delete(sessionId);
  }

  #move(actor: Actor, snapshot: StatelySnapshot, { type }: { readonly type: string }, from: number): void {
    const leaves = this.#leaves(actor.chart, snapshot);
    const [to = 0, ...also] = leaves;
    const value = JSON.stringify(snapshot.value ?? null);
    const before = [actor.row.read, ...actor.row.also];
    const edge = from < 0 ? -1 : this.#edgeOf(actor.chart, before, leaves, type);
    if (edge >= 0) {
      const taken = this.#taken[actor.chart] as Float64Array;
      taken[edge] = (taken[edge] as number) + 1;
    }
    const context = JSON.stringify(snapshot.context ?? null);
    const step: Step = {
      sequence: actor.sequence,
      time: this.#time,
      half: 'read',
      protocol: actor.chart,
      from,
      to,
      event: type,
      edge,
      guards: [],
      offset: 0,
      length: 0,
      ...(context === actor.context ? {} : { context: plainContext(snapshot.context ?? null, true) }),
    };
    actor.sequence += 1;
    actor.row = { ...actor.row, read: to, also, readSince: value === actor.value ? actor.row.readSince : this.#time };
    actor.value = value;
    actor.context = context;
    this.#dirty.add(actor);
    const steps = this.#steps.get(actor);
    if (steps === undefined) this.#steps.set(actor, [step]);
    else steps.push(step);
  }

  #leaves(chart: number, { value }: StatelySnapshot): number[] {
    return this.#charts[chart]?.leavesOf(value) ?? [];
  }

  /** The transition that leads from one state to the other by this event: of the innermost state that has one. */
  #edgeOf(chart: number, from: readonly number[], to: readonly number[], event: string): number {
    const { states, edges } = this.#charts[chart] as ActorChart;
    const chain = (state: number): number[] => (state < 0 ? [] : [state, ...chain(states[state]?.parent ?? -1)]);
    const around = from.flatMap(chain);
    const reached = new Set(to.flatMap(chain));
    const stayed = String(from) === String(to);
    const candidates = [...edges.keys()].filter((edge) => {
      const { source, targets, event: declared } = edges[edge] as (typeof edges)[number];
      const named = declared === event || declared === '*' || declared === '';
      return (
        named && around.includes(source) && (targets.length === 0 ? stayed : targets.some((one) => reached.has(one)))
      );
    });
    const depth = (edge: number) => chain(edges[edge]?.source ?? -1).length;
    return candidates.sort((a, b) => depth(b) - depth(a))[0] ?? -1;
  }

  #chartOf(name: string, definition: string | undefined): number {
    const key = `${name} ${definition}`;
    let chart = this.#byDefinition.get(key);
    if (chart === undefined) {
      chart = this.#charts.length;
      const drawn = actorChart(name, definition);
      this.#charts.push(drawn);
      this.#taken.push(new Float64Array(drawn.edges.length));
      this.#byDefinition.set(key, chart);
      this.#fresh = true;
    }
    return chart;
  }

  #stepsOf(actor: Actor, records: readonly Step[]): Steps {
    const begins = !actor.begun;
    actor.begun = true;
    return {
      type: 'steps',
      id: actor.id,
      time: this.#time,
      ...(begins ? { missed: { records: 0, in: 0, out: 0 } } : {}),
      records,
      chunks: [],
      read: { state: actor.row.read, context: plainContext(JSON.parse(actor.context), true), deadlines: [] },
    };
  }

  #hello(): AgentMessage {
    return {
      type: 'hello',
      version: 1,
      kind: 'xstate',
      title: this.#title,
      epoch: this.#epoch ?? Date.now(),
      payload: true,
      charts: this.#charts.map(({ leavesOf: _, ...chart }, id) => ({ id, ...chart })),
      protocols: this.#charts.map(({ protocol }, id) => ({
        id,
        name: protocol,
        role: 'actor',
        read: id,
        write: undefined,
        next: [],
      })),
    };
  }
}
