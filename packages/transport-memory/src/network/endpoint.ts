/** A place in a simulated network, as an application names it: to listen on, or to connect to. */
import {
  type Address,
  type Clock,
  type ConnectOptions,
  checkOptions,
  DeadlineError,
  type Endpoint,
  type Listener,
  type ListenOptions,
  type Transport,
  TransportError,
} from '@wirechart/core';
import { type Conditions, checkConditions, conditionsFrom } from '../socket/conditions.js';
import { SOCKET_OPTIONS, socketOptionsFrom } from '../socket/options.js';
import type { SocketOptions } from '../socket/socket.js';
import type { Switchboard } from './switchboard.js';

/** Options of this end's sockets; what is left out is the network's. */
export interface EndpointOptions extends Partial<SocketOptions> {
  /** Name of the host that connects. Default `'client'`. A host that listens has the name of the endpoint. */
  readonly from?: string;
  /** Conditions of what this end sends, over those of the way; {@link byteAMinute} for example. */
  readonly sends?: Partial<Conditions>;
  /** Milliseconds before connecting fails with the time-out `connect`. Default 10,000; Infinity takes it away. */
  readonly connectTimeout?: number;
}

export class SimulatedEndpoint implements Endpoint {
  readonly clock: Clock;
  readonly name: string;
  readonly #switchboard: Switchboard;
  readonly #options: EndpointOptions;
  readonly #socket: SocketOptions;

  /** @internal */
  constructor(switchboard: Switchboard, name: string, options: EndpointOptions) {
    checkOptions<EndpointOptions>('endpoint', options, {
      ...SOCKET_OPTIONS,
      from: true,
      sends: true,
      connectTimeout: true,
    });
    checkConditions('sends', options.sends);
    const { connectTimeout = 1 } = options;
    if (!(connectTimeout > 0)) throw new RangeError(`connectTimeout must be more than 0 ms, not ${connectTimeout}`);
    this.clock = switchboard.simulation.clock;
    this.name = name;
    this.#switchboard = switchboard;
    this.#options = options;
    this.#socket = socketOptionsFrom(switchboard.defaults, options);
    conditionsFrom(options.sends);
  }

  /**
   * Opens a connection; it takes the way there and back.
   *
   * @throws TransportError of stage `connect`, code `ECONNREFUSED` where nobody listens; DeadlineError `connect`; the reason
   *   of an aborted signal.
   */
  async connect({ signal }: ConnectOptions = {}): Promise<Transport> {
    if (signal?.aborted) throw signal.reason;
    const { from = 'client', sends = {}, connectTimeout = 10_000 } = this.#options;
    return new Promise<Transport>((resolve, reject) => {
      let timer: unknown;
      let over = false;
      const settle = (act: () => void) => {
        if (over) return;
        over = true;
        if (timer !== undefined) this.clock.clearTimer(timer);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      const onAbort = () => settle(() => reject(signal?.reason));
      signal?.addEventListener('abort', onAbort, { once: true });
      if (connectTimeout < Number.POSITIVE_INFINITY) {
        timer = this.clock.setTimer(() => settle(() => reject(new DeadlineError('connect'))), connectTimeout);
      }
      this.#switchboard.call(from, this.name, { options: this.#socket, sends }, (answer) => {
        // Nobody waits for a connection any more that comes after a time-out or an abort.
        if (over) return answer?.reset();
        settle(() => (answer === undefined ? reject(this.#refused()) : resolve(answer)));
      });
    });
  }

  /**
   * Listens. Each host can have one listener.
   *
   * @throws TransportError of stage `listen`, code `EADDRINUSE`; the reason of an aborted signal.
   */
  async listen(accept: (transport: Transport) => void, { signal }: ListenOptions = {}): Promise<Listener> {
    if (signal?.aborted) throw signal.reason;
    const address: Address = { kind: 'name', name: this.name };
    const { sends = {} } = this.#options;
    const stop = this.#switchboard.answer(this.name, { options: this.#socket, sends, accept });
    if (stop === undefined) {
      throw new TransportError('listen', 'EADDRINUSE', `listen EADDRINUSE: somebody listens on ${this.name}`);
    }
    const close = async () => {
      signal?.removeEventListener('abort', stop);
      stop();
    };
    signal?.addEventListener('abort', stop, { once: true });
    return { address, close };
  }

  #refused(): TransportError {
    return new TransportError('connect', 'ECONNREFUSED', `connect ECONNREFUSED: nobody listens on ${this.name}`);
  }
}
