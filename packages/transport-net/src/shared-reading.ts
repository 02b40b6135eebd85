/**
 * Reading into memory that all sockets share. Node makes 64 KiB of new memory for each read and gives back what was not filled, which takes
 * longer than to copy what small messages come in.
 *
 * Node has this as `onread`, for sockets that are made with it (https://nodejs.org/api/net.html#new-netsocketoptions); those that a server
 * accepts cannot be. So they are given what that option sets, which is found by making a socket with it. Where it cannot be found, they
 * are read as usual.
 */
import { Socket } from 'node:net';

/**
 * Has a socket that is not being read yet read so. What arrives goes to `tell`, as `data` of the stream does, or into the stream while that
 * is paused or has something buffered. Returns whether it does.
 */
export function readShared(socket: Socket, tell: (this: Socket, chunk: Buffer) => void): boolean {
  const handle = (socket as Readable)._handle;
  if (keys === undefined || handle?.useUserBuffer === undefined || handle.reading || socket.readableLength > 0)
    return false;
  const slots = socket as unknown as Record<symbol, unknown>;
  slots[keys.memory] = shared;
  slots[keys.callback] = onRead;
  slots[keys.next] = nextMemory;
  slots[TELL] = tell;
  handle.useUserBuffer(shared);
  return true;
}

/** Pauses the stream as one that is read as usual: some is read ahead, so that a reset is noticed. Node's own would stop reading. */
export function pauseShared(socket: Socket): void {
  pauseStream.call(socket);
}

interface Readable extends Socket {
  readonly _handle?: { readonly reading?: boolean; useUserBuffer?(memory: Uint8Array): void } | null;
}

interface Told extends Socket {
  [TELL]: (this: Socket, chunk: Buffer) => void;
}

const TELL = Symbol('tell');

/** What Node calls with the memory that it has read into. Returns whether to read on. */
function onRead(this: Socket, size: number, memory: Buffer): boolean {
  const chunk = chunkOf(size, memory);
  if (this.readableFlowing !== true || this.readableLength > 0) return this.push(chunk);
  try {
    (this as Told)[TELL](chunk);
  } catch (mistake) {
    // What was handed out would be written over, were Node not to ask for the next memory.
    queueMicrotask(() => {
      throw mistake;
    });
  }
  return true;
}

/** What was read, for keeps. */
function chunkOf(size: number, memory: Buffer): Buffer {
  // A socket with much to read has memory of its own, so that it need not be copied; others had one when they last had.
  const owned = memory !== shared;
  if (size >= MUCH) {
    next = Buffer.allocUnsafeSlow(READ);
    if (owned) return memory.subarray(0, size);
  } else if (owned && size < LITTLE) next = shared;
  return copyOf(memory, size);
}

function copyOf(memory: Buffer, size: number): Buffer {
  if (size >= LITTLE) {
    const copy = Buffer.allocUnsafeSlow(size);
    memory.copy(copy, 0, 0, size);
    return copy;
  }
  if (used + size > PIECE) {
    piece = Buffer.allocUnsafeSlow(PIECE);
    used = 0;
  }
  const at = used;
  used += size;
  memory.copy(piece, at, 0, size);
  return piece.subarray(at, used);
}

/** Node asks right after {@link onRead}. */
function nextMemory(): Buffer | undefined {
  const memory = next;
  next = undefined;
  return memory;
}

/** What the option sets in a socket: the memory, what is called with it, and what gives the next. */
function optionKeys(): { memory: symbol; callback: symbol; next: symbol } | undefined {
  try {
    const withMemory = symbolsOf(new Socket(option(shared)));
    const withFunction = symbolsOf(new Socket(option(nextMemory)));
    const memory = withMemory.get(shared);
    const callback = withMemory.get(onRead);
    const next = withFunction.get(nextMemory);
    return memory && callback && next ? { memory, callback, next } : undefined;
  } catch {
    return undefined;
  }
}

function option(buffer: Buffer | (() => Buffer | undefined)) {
  return { onread: { buffer, callback: onRead } } as object;
}

function symbolsOf(socket: Socket): Map<unknown, symbol> {
  return new Map(Object.getOwnPropertySymbols(socket).map((key) => [socket[key as never] as unknown, key]));
}

/** As much as Node reads at once. */
const READ = 64 * 1024;
/** From here on, what was read is worth memory of its own: no more than a quarter of that is lost. */
const MUCH = 48 * 1024;
/** Less than this shares a piece with others. Whoever keeps some of it keeps the piece, which is why that is not larger. */
const LITTLE = 1024;
const PIECE = 4 * 1024;

const shared = Buffer.allocUnsafeSlow(READ);
let next: Buffer | undefined;
let piece = Buffer.allocUnsafeSlow(PIECE);
let used = 0;
const { pause: pauseStream } = Object.getPrototypeOf(Socket.prototype) as Socket;
const keys = optionKeys();
