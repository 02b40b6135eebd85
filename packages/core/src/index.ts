/// <reference lib="esnext.disposable" preserve="true" />
/** Wirechart's engine: network protocols as two state machines per connection, without I/O. */

export { Client, type ReplyEvent } from './app/client/client.js';
export { type ConnectClientOptions, connect } from './app/client/connect.js';
export type { Ended } from './app/client/ending.js';
export type { RequestOptions } from './app/client/request-options.js';
export { type Relayable, type Relayed, relay } from './app/relay.js';
export type { AdmissionOptions } from './app/server/admission.js';
export { addMetrics, type ServerMetrics } from './app/server/metrics.js';
export type { Peer } from './app/server/peer.js';
export { type Handler, type Peers, type Reply, type ServeOptions, type Server, serve } from './app/server/serve.js';
export type { HandlerCall, PlatformSignal } from './app/server/task.js';
export { type SharedBudget, sharedBudget } from './app/shared-budget.js';
export { decodeLatin1, decodeUtf8 } from './bytes/decode.js';
export { encodeUtf8, utf8Length } from './bytes/text.js';
export { dataViewOf, viewOf } from './bytes/views.js';
export type {
  Answer,
  Identifiers,
  Key,
  Replies,
  RepliesByKey,
  RepliesInOrder,
  RepliesToRequests,
  Topics,
} from './calls/replies.js';
export type { Untaken } from './calls/untaken.js';
export {
  describeMachine,
  type EdgeDescription,
  type MachineDescription,
  needWords,
  type StateDescription,
} from './chart/describe.js';
export { mermaidOf, mermaidOfProtocol } from './chart/mermaid.js';
export { Connection } from './connection/connection.js';
export { CLOSED, type ConnectionEvent, END, NEED_DATA, PAUSED, RESET, type Signal } from './connection/events.js';
export type { Pace } from './connection/pace.js';
export { type ConnectionOptions, type Prepared, prepare, type Role } from './connection/prepare.js';
export { type EventSink, type OutputSink, pump, pumpEvents, pumpOutput } from './connection/pump.js';
export { defineProtocol } from './definition/define-protocol.js';
export type {
  ContextOf,
  EmittedBy,
  HeardBy,
  NamedNeeds,
  Params,
  ReadHalfConfig,
  ReadHalfMachine,
  ReadHalfTypes,
  ReadMeta,
} from './definition/read-half-types.js';
export {
  type ReadHalfOptions,
  type ReadHalfSetup,
  type Remembering,
  setupReadHalf,
} from './definition/setup-read-half.js';
export { type Application, Driver } from './driver/driver.js';
export { checkOptions, type OptionNames } from './errors/check-options.js';
export { localCodes, remoteCodes } from './errors/core-errors.js';
export {
  type Blame,
  DeadlineError,
  type ErrorDetail,
  type HalfName,
  LocalError,
  type Place,
  RemoteError,
  type Stage,
  TransportError,
  type TransportFailure,
  WirechartError,
} from './errors/errors.js';
export { nearest } from './errors/nearest.js';
export { type ErrorMaker, type ErrorRow, type ErrorTable, localErrors, remoteErrors } from './errors/table.js';
export type { CapturedFrame, FrameField, FrameFields } from './frame-fields.js';
export type { EmittedMessage, EmittedSend, EmittedTell, EmittedWait, ReadEvent, WriteEvent } from './half/events.js';
export { writeHalf, writeHalfWith } from './half/write-half.js';
export type { ByteWindow } from './input/window.js';
export { type InspectObserver, inspectConnection } from './inspect/actors.js';
export {
  defaultLimits,
  defaultRates,
  defaultTimeouts,
  type HalfInput,
  type Limits,
  type Rates,
  type Timeouts,
} from './limits.js';
export { bytes } from './needs/bytes.js';
export type { FrameReader, Line, Wanted } from './needs/frame-reader.js';
export type { Need } from './needs/need.js';
export type { Count, Decode, NeedOptions } from './needs/options.js';
export { peek } from './needs/peek.js';
export { type RemainderOptions, remainder } from './needs/remainder.js';
export { skipUntil } from './needs/skip.js';
export { type PieceEvent, type StreamOptions, stream, streamRemainder } from './needs/stream.js';
export { type ThroughOptions, through } from './needs/through.js';
export { type UntilOptions, until } from './needs/until.js';
export { whole } from './needs/whole.js';
export type { ByteWriter } from './output/writer.js';
export type { AnyProtocol, Aside, Goodbye, Protocol, ProtocolOptions, ReadMachine } from './protocol.js';
export type { Backoff } from './reconnect/machine.js';
export { lifeMachine } from './reconnect/machine.js';
export type { ReconnectOptions, ReconnectPolicy } from './reconnect/options.js';
export { Pool, type PoolOptions, pool } from './reconnect/pool.js';
export {
  ReconnectingClient,
  type ReconnectingRequestOptions,
  reconnecting,
} from './reconnect/reconnecting-client.js';
export { toActorLogic } from './runtime/actor-logic.js';
export type { RuntimeName } from './runtime/index.js';
export type { StateType } from './runtime/model.js';
export type { HalfStatus } from './runtime/runtime.js';
export type { PendingTimer } from './runtime/timers.js';
export { type Counters, countersOf, type EdgeCount } from './trace/counters.js';
export { LIVE_SOURCES, type LiveSources, liveSources } from './trace/live.js';
export type { ConnectionObserver } from './trace/observer.js';
export type { GuardOutcome, LogEntry, TraceRecord } from './trace/record.js';
export type { ConnectionGlance, ConnectionView, HalfView, StageView } from './trace/view.js';
export type { Observable, Watchable, WatchedConnection, Watcher } from './trace/watcher.js';
export type { Channel, ServerChannels } from './transport/channels.js';
export { Dialling, type DiallingOptions, type DiallingOutcome } from './transport/dialling/dialling.js';
export { type DialAddress, interleave } from './transport/dialling/interleave.js';
export { type DiallingCommand, type DiallingInput, diallingMachine } from './transport/dialling/machine.js';
export {
  type AbortSignalLike,
  type Address,
  type Addresses,
  type Certificate,
  type Clock,
  type ConnectOptions,
  type Endpoint,
  formatAddress,
  type Listener,
  type ListenOptions,
  type Security,
  type Transport,
  type TransportSink,
} from './transport/transport.js';
