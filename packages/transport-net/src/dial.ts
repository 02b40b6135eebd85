/** Opening a connection: drives {@link Dialling} with a look-up and sockets. TCP and Unix sockets share it. */
import { type NetConnectOpts, Socket } from 'node:net';
import { type ConnectOptions, DeadlineError, type DialAddress, Dialling, type Transport } from '@wirechart/core';
import { abortReason } from './abort.js';
import { SOCKET_OPTIONS, type socketOptionsFor } from './socket-options.js';
import { systemClock } from './system-clock.js';
import { noAddress, reasonOf, systemError } from './system-error.js';

/** Whom to call, and what to make of the connection. */
export interface Call {
  /** The remote, for messages. */
  readonly name: string;
  /** What is looked up, for messages. */
  readonly host: string;
  /** Milliseconds for all of it, a name look-up included; Infinity for no limit. */
  readonly timeout: number;
  /** Milliseconds until the next address is attempted beside those that have not answered. */
  readonly attemptDelay: number;
  /** Finds the addresses. May call back at once, and after the dialling is over. */
  readonly resolve: (done: (cause: Error | null, addresses: readonly DialAddress[]) => void) => void;
  /** What the sockets are made with besides: Node passes over it where they connect. */
  readonly options?: ReturnType<typeof socketOptionsFor>;
  readonly targetOf: (address: DialAddress) => NetConnectOpts;
  readonly wrap: (socket: Socket) => Transport;
}

/** @throws TransportError of stage `resolve` or `connect`; DeadlineError `connect`; the reason of an aborted signal. */
export function dial(call: Call, options: ConnectOptions = {}): Promise<Transport> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    new Dial(call, options, resolve, reject).begin();
  });
}

interface Attempt {
  readonly address: DialAddress;
  readonly socket: Socket;
  failure: Error | undefined;
}

class Dial {
  readonly #call: Call;
  readonly #dialling: Dialling;
  readonly #signal: ConnectOptions['signal'];
  readonly #resolve: (transport: Transport) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #attempts: Attempt[] = [];
  /** Why the look-up failed; one that found nothing has not. */
  #unresolved: Error | undefined;
  #winner: Socket | undefined;
  #timer: unknown;
  #over = false;

  constructor(
    call: Call,
    { signal, onTransition }: ConnectOptions,
    resolve: (transport: Transport) => void,
    reject: (reason: unknown) => void,
  ) {
    const { timeout, attemptDelay } = call;
    this.#call = call;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    const name = `dial/${call.name}`;
    this.#dialling = new Dialling({ name, timeout, attemptDelay, onTransition }, systemClock.now());
  }

  begin(): void {
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#call.resolve((cause, addresses) => {
      if (this.#over) return;
      if (cause === null) this.#dialling.resolved(addresses, systemClock.now());
      else {
        this.#unresolved = cause;
        this.#dialling.unresolved(systemClock.now());
      }
      this.#turn();
    });
    if (!this.#over) this.#turn();
  }

  #turn(): void {
    if (this.#timer !== undefined) systemClock.clearTimer(this.#timer);
    this.#timer = undefined;
    for (let command = this.#dialling.nextCommand(); command !== undefined; command = this.#dialling.nextCommand()) {
      this.#attempt(command.attempt, command.address);
    }
    if (this.#dialling.outcome !== undefined) return this.#settle();
    const deadline = this.#dialling.pollTimeout();
    if (deadline === Number.POSITIVE_INFINITY) return;
    const wake = () => {
      this.#dialling.handleTimeout(systemClock.now());
      this.#turn();
    };
    this.#timer = systemClock.setTimer(wake, Math.max(0, deadline - systemClock.now()));
  }

  #attempt(number: number, address: DialAddress): void {
    const socket = new Socket({ ...SOCKET_OPTIONS, ...this.#call.options });
    const attempt: Attempt = { address, socket, failure: undefined };
    this.#attempts[number] = attempt;
    const onError = (cause: Error) => {
      if (this.#over || attempt.failure !== undefined) return;
      attempt.failure = cause;
      this.#dialling.failed(number, systemClock.now());
      this.#turn();
    };
    socket.on('error', onError);
    socket.once('connect', () => {
      if (this.#over) return;
      socket.off('error', onError);
      this.#winner = socket;
      this.#dialling.connected(number, systemClock.now());
      this.#turn();
    });
    try {
      socket.connect(this.#call.targetOf(address));
    } catch (cause) {
      // An address that is none: Node throws for what it has looked at itself.
      process.nextTick(onError, cause as Error);
    }
  }

  #settle(): void {
    this.#end();
    switch (this.#dialling.outcome) {
      case 'connected':
        return this.#resolve(this.#call.wrap(this.#winner as Socket));
      case 'unresolved':
        return this.#reject(systemError('resolve', this.#call.host, this.#unresolved ?? noAddress()));
      case 'unreachable':
        return this.#reject(systemError('connect', this.#call.name, allOf(this.#failures())));
      case 'timed-out':
        return this.#reject(new DeadlineError('connect', this.#late()));
    }
  }

  readonly #onAbort = (): void => {
    this.#end();
    if (this.#signal !== undefined) this.#reject(abortReason(this.#signal));
  };

  /** Everything but the winner is closed. */
  #end(): void {
    this.#over = true;
    if (this.#timer !== undefined) systemClock.clearTimer(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    for (const { socket } of this.#attempts) {
      if (socket === this.#winner) continue;
      socket.on('error', () => {}).destroy();
    }
  }

  #failures(): readonly Error[] {
    return this.#attempts.flatMap(({ failure }) => failure ?? []);
  }

  #late(): string {
    const each = this.#attempts.map(
      ({ address, failure }) => `${address.address}: ${failure === undefined ? 'no answer' : reasonOf(failure)}`,
    );
    const { name, timeout } = this.#call;
    const summary = `time-out connect: no connection to ${name} within ${timeout} ms`;
    // One address that did not answer has been told already.
    return each.length > 1 ? `${summary}; ${each.join('; ')}` : summary;
  }
}

function allOf(failures: readonly Error[]): Error {
  return failures.length === 1 ? (failures[0] as Error) : new AggregateError(failures);
}
