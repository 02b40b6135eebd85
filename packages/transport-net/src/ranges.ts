/** Checks of what an application gives as options. */

/** @throws RangeError */
export function checkPort(port: number, name = 'port'): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`${name} must be an integer from 0 to 65535, not ${shown(port)}`);
  }
}

/** @throws RangeError */
export function checkTimeout(name: string, value: number): void {
  if (!(value > 0))
    throw new RangeError(`${name} must be a positive number of milliseconds or Infinity, not ${shown(value)}`);
}

/** @throws RangeError */
export function checkBacklog(backlog: number): void {
  if (!Number.isInteger(backlog) || backlog < 1) {
    throw new RangeError(`backlog must be a positive integer, not ${shown(backlog)}`);
  }
}

/** @throws RangeError */
export function checkFamily(family: number): void {
  if (family !== 4 && family !== 6) throw new RangeError(`family must be 4 or 6, not ${shown(family)}`);
}

/** @throws RangeError */
export function checkDescriptor(fd: number): void {
  if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`fd must be an integer from 0, not ${shown(fd)}`);
}

/** RFC 8305, 5: a delay must not be below 10 ms. @throws RangeError */
export function checkAttemptDelay(delay: number): void {
  if (!(delay >= 10)) throw new RangeError(`attemptDelay must be at least 10 ms, not ${shown(delay)}`);
}

/** The system counts seconds. @throws RangeError */
export function checkKeepAlive(name: 'keepAlive' | 'keepAliveInterval', time: number): void {
  if (!Number.isInteger(time) || time < 1000) {
    throw new RangeError(`${name} must be an integer of at least 1000 ms, not ${shown(time)}`);
  }
}

/** tcp(7) of Linux has 127 at most. @throws RangeError */
export function checkKeepAliveCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > 127) {
    throw new RangeError(`keepAliveCount must be an integer from 1 to 127, not ${shown(count)}`);
  }
}

/** A text such as `'false'` would be taken for true. @throws RangeError */
export function checkFlag(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new RangeError(`${name} must be true or false, not ${String(value)}`);
}

/** @throws TypeError */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a text, not ${shown(value)}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
