/**
 * Reading into memory that sockets share. Node makes 64 KiB of new memory for each read and gives back what was not filled, which takes
 * longer than to copy the little that a small message comes in.
 *
 * Node has this as `onread`, for sockets that are made with it (https://nodejs.org/api/net.html#new-netsocketoptions); those that a server
 * accepts cannot be. So they are given what that option sets, which is found by making a socket with it. Where it cannot be found, and
 * where a runtime cannot mark memory as not to be moved (Bun 1.2), they are read as usual.
 */
import { Socket } from 'node:net';
import * as threads from 'node:worker_threads';

/**
 * Makes what has a socket read so from its next read on, for ever. What arrives goes to `tell`, as `data` of the stream does, or into the stream
 * while that is paused or has something buffered. What is made returns whether the socket is read so.
 */
export function sharedReading(tell: (this: Socket, chunk: Buffer) => void): (socket: Socket) => boolean {
  const onRead = readingFor(tell);
  return (socket) => {
    const handle = (socket as Readable)._handle;
    if (keys === undefined || handle?.useUserBuffer === undefined) return false;
    const slots = socket as unknown as Record<symbol, unknown>;
    slots[keys.memory] = shared;
    slots[keys.callback] = onRead;
    handle.useUserBuffer(shared);
    return true;
  };
}

/** Pauses the stream as one that is read as usual: some is read ahead, so that a reset is noticed. Node's own would stop reading. */
export function pauseShared(socket: Socket): void {
  pauseStream.call(socket);
}

interface Readable extends Socket {
  readonly _handle?: { useUserBuffer?(memory: Uint8Array): void } | null;
}

/** What Node calls with the memory that it has read into. Returns whether to read on. */
function readingFor(tell: (this: Socket, chunk: Buffer) => void) {
  return function onRead(this: Socket, size: number, memory: Buffer): boolean {
    const chunk = chunkOf(size, memory);
    if (this.readableFlowing !== true || this.readableLength > 0) return this.push(chunk);
    tell.call(this, chunk);
    return true;
  };
}

/** What was read, for keeps. */
function chunkOf(size: number, memory: Buffer): Buffer {
  if (size >= LITTLE) {
    const copy = Buffer.allocUnsafeSlow(size);
    memory.copy(copy, 0, 0, size);
    return copy;
  }
  // There is no room in one that was taken away all the same (`ArrayBuffer.prototype.transfer`).
  if (used + size > piece.length) {
    piece = newPiece();
    used = 0;
  }
  const at = used;
  used += size;
  memory.copy(piece, at, 0, size);
  return piece.subarray(at, used);
}

/** Whoever moved it to another thread would take it from others. As with the memory that Node's own small buffers share, that throws. */
function newPiece(): Buffer {
  const memory = Buffer.allocUnsafeSlow(PIECE);
  threads.markAsUntransferable(memory.buffer);
  return memory;
}

/** What the option sets in a socket: the memory, and what is called with it. Nothing where a step of it is not to be had. */
function optionKeys(): { memory: symbol; callback: symbol } | undefined {
  try {
    piece = newPiece();
    const callback = readingFor(() => {});
    const socket = new Socket({ onread: { buffer: shared, callback } } as object);
    const keys = new Map(Object.getOwnPropertySymbols(socket).map((key) => [socket[key as never] as unknown, key]));
    const found = { memory: keys.get(shared), callback: keys.get(callback) };
    return found.memory && found.callback ? (found as { memory: symbol; callback: symbol }) : undefined;
  } catch {
    return undefined;
  }
}

/** As much as Node reads at once. */
const READ = 64 * 1024;
/** Less than this shares a piece with others. Whoever keeps some of it keeps the piece, which is why that is not larger. */
const LITTLE = 1024;
const PIECE = 4 * 1024;

const shared = Buffer.allocUnsafeSlow(READ);
let piece: Buffer;
let used = 0;
const { pause: pauseStream } = Object.getPrototypeOf(Socket.prototype) as Socket;
const keys = optionKeys();
