/** Carries out a plan on a simulated network, and says what was not as it must be. */
import { encoded } from '@wirechart/contract';
import {
  type Client,
  connect,
  type Peer,
  type RuntimeName,
  type Server,
  serve,
  type Transport,
  type WatchedConnection,
} from '@wirechart/core';
import {
  formatTrace,
  type SimulatedConnection,
  type SimulatedNetwork,
  simulatedNetwork,
} from '@wirechart/transport-memory';
import { type Causes, causesAtClient, causesAtServer, isTroubled } from './causes.js';
import { chunkingOf, settle } from './conditions.js';
import { cover, type Machines } from './coverage.js';
import { clientOf, hostOf, indexOf, requestText, SERVER } from './names.js';
import type { ClientPlan, Plan, Trouble } from './plan.js';
import { replyTo, type Subject } from './subject.js';
import { Verdict } from './verdict.js';

export interface RunOptions {
  /** Default `'compiled'`. */
  readonly runtime?: RuntimeName;
  /** Whether to keep a trace. Default false. */
  readonly trace?: boolean;
}

export interface RunResult {
  readonly violations: readonly string[];
  /** What happened, a line each: the network's events and the machines' transitions. Empty unless asked for. */
  readonly trace: readonly string[];
}

export async function run(subject: Subject, plan: Plan, options: RunOptions = {}): Promise<RunResult> {
  const scenario = new Scenario(subject, plan, options);
  try {
    await scenario.run();
  } catch (error) {
    scenario.verdict.demand(
      false,
      `the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
    );
  }
  return { violations: scenario.verdict.violations, trace: scenario.trace };
}

class Scenario {
  readonly verdict = new Verdict();
  readonly trace: string[] = [];
  readonly #subject: Subject;
  readonly #plan: Plan;
  readonly #options: RunOptions;
  readonly #network: SimulatedNetwork;
  /** Requests seen by the handler, by client. */
  readonly #seen: number[];
  /** The plan's own timers, which are not among those that must not be left. */
  readonly #sleeps: Promise<void>[] = [];
  /** Of the server, and of each client. */
  readonly #machines = new Set<Machines>();
  #server!: Server<unknown, unknown>;

  constructor(subject: Subject, plan: Plan, options: RunOptions) {
    this.#subject = subject;
    this.#plan = plan;
    this.#options = options;
    this.#seen = plan.clients.map(() => 0);
    this.#network = simulatedNetwork({
      seed: plan.seed,
      run: 'stepped',
      maxSteps: MAX_STEPS,
      settle,
      latency: plan.network.latency,
      chunking: chunkingOf(plan.network),
      receiveBuffer: plan.network.receiveBuffer,
      highWater: plan.network.highWater,
      memory: plan.network.guarded ? 'guarded' : 'given',
      onConnection: (connection) => this.#befall(connection),
      ...(options.trace ? { onTrace: (record) => this.trace.push(formatTrace(record)) } : {}),
    });
  }

  async run(): Promise<void> {
    const network = this.#network;
    await network.runUntil(this.#everything());
    await network.runUntilIdle();
    for (const machines of this.#machines) cover(this.#subject, machines);
    this.verdict.demand(
      this.#server.peers.size === 0,
      () => `${this.#server.peers.size} connections are left at the server`,
    );
    this.verdict.demand(!(await network.advanceToNextDeadline()), 'a timer is left');
  }

  async #everything(): Promise<void> {
    const { early } = this.#plan.server;
    this.#server = await serve(
      this.#subject.protocol,
      (message, peer) => this.#handle(message, peer),
      this.#network.endpoint(SERVER),
      {
        ...this.#watching,
        onError: (error, peer) => this.#serverFailed(error, peer),
      },
    );
    const clients = this.#plan.clients.map((client, index) => this.#client(client, index));
    if (early !== undefined) {
      await this.#sleep(early.at);
      await this.#server[early.how]();
    }
    const overs = await Promise.all(clients);
    await this.#server.close();
    await Promise.all(overs.map(({ over }) => over));
    await Promise.all(this.#sleeps);
  }

  get #watching() {
    return {
      runtime: this.#options.runtime ?? 'compiled',
      watcher: {
        opened: ({ connection }: WatchedConnection) => void this.#machines.add(connection.look().stage),
        turned() {},
        closed() {},
      },
      ...(this.#options.trace ? { onTransition: (record: object) => this.trace.push(JSON.stringify(record)) } : {}),
    };
  }

  // The server.

  #handle(message: unknown, peer: Peer<unknown, unknown>): unknown {
    const text = this.#subject.text(message);
    const index = clientOf(peer);
    const client = this.#plan.clients[index] as ClientPlan;
    const { trouble } = client;
    if (trouble?.kind !== 'rogue' && !this.#subject.streams) {
      const number = this.#seen[index] as number;
      this.#seen[index] = number + 1;
      this.verdict.demand(
        text === requestText(client, index, number),
        () => `the server was handed '${text.slice(0, 40)}' as request ${number} of client ${index}`,
      );
      if (trouble?.kind === 'handler throws' && trouble.request === number) throw new Error('as planned');
    }
    const reply = this.#subject.message(replyTo(text, this.#subject));
    const { delay } = this.#plan.server;
    return delay === 0 ? reply : this.#sleep(delay).then(() => reply);
  }

  #serverFailed(error: unknown, peer: Peer<unknown, unknown> | undefined): void {
    if (peer === undefined) return this.verdict.demand(false, `the server failed: ${String(error)}`);
    const index = clientOf(peer);
    this.verdict.demandCaused(error, `the server's connection to client ${index}`, this.#causes(index, causesAtServer));
  }

  #causes(index: number, of: (plan: Plan, client: ClientPlan) => Causes): Causes {
    return of(this.#plan, this.#plan.clients[index] as ClientPlan);
  }

  // The clients.

  /** Resolves when the client has done what it wanted. */
  async #client(plan: ClientPlan, index: number): Promise<{ readonly over: Promise<unknown> }> {
    await this.#sleep(plan.start);
    if (plan.trouble?.kind === 'rogue') return { over: this.#rogue(plan, index, plan.trouble) };
    const { protocol } = this.#subject;
    let client: Client<unknown, unknown>;
    try {
      client = await connect(protocol, this.#endpoint(plan, index), {
        ...this.#watching,
        // One that hears nothing would wait for ever: a client has no such time-out unless it is told.
        timeouts: { idle: 60_000 },
      });
    } catch (error) {
      this.verdict.demandCaused(error, `connecting client ${index}`, this.#causes(index, causesAtClient));
      return { over: Promise.resolve() };
    }
    if (plan.trouble?.kind === 'abort') void this.#sleep(plan.trouble.at).then(() => client.abort('as planned'));
    if (this.#subject.streams) await this.#stream(client, plan, index);
    else await this.#exchange(client, plan, index);
    return { over: plan.stays ? client.closed : client.close() };
  }

  /** Requests and replies, one after the other or all at once. */
  async #exchange(client: Client<unknown, unknown>, plan: ClientPlan, index: number): Promise<void> {
    const replies: Promise<void>[] = [];
    for (const number of plan.requests.keys()) {
      const reply = this.#request(client, requestText(plan, index, number), index);
      if (!plan.pipelined) await reply;
      replies.push(reply);
    }
    await Promise.all(replies);
  }

  async #request(client: Client<unknown, unknown>, text: string, index: number): Promise<void> {
    try {
      const reply = this.#subject.text(await client.request(this.#subject.message(text)));
      this.verdict.demand(
        reply === replyTo(text, this.#subject),
        () => `client ${index} got '${reply.slice(0, 40)}' for '${text.slice(0, 40)}'`,
      );
    } catch (error) {
      this.#clientFailed(error, index);
    }
  }

  /** Everything out, then the end; everything back, at the same time. */
  async #stream(client: Client<unknown, unknown>, plan: ClientPlan, index: number): Promise<void> {
    const texts = plan.requests.map((_, number) => requestText(plan, index, number));
    const sending = this.#sendAll(client, texts, index);
    const expected = texts.map((text) => replyTo(text, this.#subject)).join('');
    let got = '';
    try {
      for await (const message of client) got += this.#subject.text(message);
      this.verdict.demand(
        isTroubled(this.#plan, plan) || got.length === expected.length,
        () => `client ${index} got ${got.length} of ${expected.length} bytes without a failure`,
      );
    } catch (error) {
      this.#clientFailed(error, index);
    }
    this.verdict.demand(expected.startsWith(got), `client ${index} got other bytes than it sent`);
    await sending;
  }

  async #sendAll(client: Client<unknown, unknown>, texts: readonly string[], index: number): Promise<void> {
    try {
      for (const text of texts) await client.send(this.#subject.message(text));
      client.finish();
    } catch (error) {
      this.#clientFailed(error, index);
    }
  }

  /** Connects without the protocol, and says what it likes. */
  async #rogue(
    plan: ClientPlan,
    index: number,
    { good, bytes, ends }: Extract<Trouble, { kind: 'rogue' }>,
  ): Promise<void> {
    let transport: Transport;
    try {
      transport = await this.#endpoint(plan, index).connect();
    } catch (error) {
      return this.verdict.demandCaused(error, `connecting client ${index}`, this.#causes(index, causesAtClient));
    }
    await new Promise<void>((resolve) => {
      transport.start({ data() {}, end: () => transport.close(), drain() {}, error() {}, close: resolve });
      const { protocol, message } = this.#subject;
      const whole = encoded(protocol, 'client', [message(requestText(plan, index, 0))]);
      transport.write([whole.subarray(0, good), Uint8Array.from(bytes)]);
      if (ends) transport.end();
    });
  }

  #clientFailed(error: unknown, index: number): void {
    if (error === 'as planned') return;
    this.verdict.demandCaused(error, `client ${index}`, this.#causes(index, causesAtClient));
  }

  // The network.

  #endpoint({ trouble }: ClientPlan, index: number) {
    const from = hostOf(index);
    if (trouble?.kind === 'partition') {
      void this.#sleep(trouble.at).then(() => this.#network.stall(from, SERVER, trouble.milliseconds));
    }
    return this.#network.endpoint(SERVER, { from, reads: trouble?.kind !== 'deaf' });
  }

  #befall(connection: SimulatedConnection): void {
    const index = indexOf(connection.client.kind === 'name' ? connection.client.name : '');
    const trouble = this.#plan.clients[index]?.trouble;
    if (trouble?.kind === 'reset') connection.resetAfter(trouble.to, trouble.after);
    if (trouble?.kind === 'stall') connection.stallAfter(trouble.to, trouble.after, trouble.milliseconds);
  }

  #sleep(milliseconds: number): Promise<void> {
    const slept = new Promise<void>((resolve) => {
      this.#network.clock.setTimer(resolve, milliseconds);
    });
    this.#sleeps.push(slept);
    return slept;
  }
}

/** Far above what any plan needs. */
const MAX_STEPS = 500_000;
