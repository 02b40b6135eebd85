/** What a server has had to do, in numbers. Counting costs an addition for a message; everything else is added up when it is asked for. */
import { DeadlineError, type WirechartError } from '../../errors/errors.js';
import type { ConnectionGlance } from '../../trace/view.js';
import { count } from './tally.js';

/** Counts since the server began to listen, but for what is open now. Plain data. */
export interface ServerMetrics {
  readonly connections: {
    /** Open now. */
    readonly open: number;
    /** Taken by the system, and waiting for `acceptsPerSecond`. */
    readonly waiting: number;
    readonly accepted: number;
    readonly closed: number;
    /** Reset when they came, by the code of the limit: `limit-connections`, `limit-connections-per-remote`. */
    readonly refused: Readonly<Record<string, number>>;
    /** Reset in favour of others: `limit-connections`, `limit-buffered-total`. */
    readonly shed: Readonly<Record<string, number>>;
  };
  readonly messages: { readonly received: number; readonly sent: number };
  /** Of the protocol: what TLS adds is not counted. Received are those that were read, sent those that the transport took. */
  readonly bytes: { readonly received: number; readonly sent: number };
  /** Failures of connections by their code, and of accepting. */
  readonly errors: Readonly<Record<string, number>>;
  /** Time-outs among the errors, by their name: `idle`, `header` … */
  readonly timeouts: Readonly<Record<string, number>>;
}

/** Takes part in no decision. */
export class Metrics {
  accepted = 0;
  closed = 0;
  messagesReceived = 0;
  messagesSent = 0;
  /** Of connections that are over. */
  bytesReceived = 0;
  bytesSent = 0;
  readonly refused = new Map<string, number>();
  readonly shed = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #timeouts = new Map<string, number>();

  failed(error: WirechartError): void {
    count(this.#errors, error.code);
    if (error instanceof DeadlineError) count(this.#timeouts, error.timeout);
  }

  ended(glance: ConnectionGlance): void {
    this.closed += 1;
    this.bytesReceived += glance.consumed;
    this.bytesSent += glance.written - glance.queued;
  }

  /** @param open the numbers of each connection that is open */
  read(open: Iterable<ConnectionGlance>, waiting: number): ServerMetrics {
    let connections = 0;
    let received = this.bytesReceived;
    let sent = this.bytesSent;
    for (const { consumed, written, queued } of open) {
      connections += 1;
      received += consumed;
      sent += written - queued;
    }
    return {
      connections: {
        open: connections,
        waiting,
        accepted: this.accepted,
        closed: this.closed,
        refused: Object.fromEntries(this.refused),
        shed: Object.fromEntries(this.shed),
      },
      messages: { received: this.messagesReceived, sent: this.messagesSent },
      bytes: { received, sent },
      errors: Object.fromEntries(this.#errors),
      timeouts: Object.fromEntries(this.#timeouts),
    };
  }
}

/** Adds up what several servers tell, as the processes that serve one address. */
export function addMetrics(all: readonly ServerMetrics[]): ServerMetrics {
  const sum = (of: (one: ServerMetrics) => number) => all.reduce((total, one) => total + of(one), 0);
  const merge = (of: (one: ServerMetrics) => Readonly<Record<string, number>>) => {
    const total: Record<string, number> = {};
    for (const one of all) for (const [key, n] of Object.entries(of(one))) total[key] = (total[key] ?? 0) + n;
    return total;
  };
  return {
    connections: {
      open: sum(({ connections }) => connections.open),
      waiting: sum(({ connections }) => connections.waiting),
      accepted: sum(({ connections }) => connections.accepted),
      closed: sum(({ connections }) => connections.closed),
      refused: merge(({ connections }) => connections.refused),
      shed: merge(({ connections }) => connections.shed),
    },
    messages: { received: sum(({ messages }) => messages.received), sent: sum(({ messages }) => messages.sent) },
    bytes: { received: sum(({ bytes }) => bytes.received), sent: sum(({ bytes }) => bytes.sent) },
    errors: merge(({ errors }) => errors),
    timeouts: merge(({ timeouts }) => timeouts),
  };
}
