/** Checks of what an application gives as options. */

/** @throws RangeError */
export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`port must be an integer from 0 to 65535, not ${port}`);
  }
}

/** @throws RangeError */
export function checkTimeout(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be a positive number of milliseconds or Infinity, not ${value}`);
}

/** @throws RangeError */
export function checkBacklog(backlog: number): void {
  if (!Number.isInteger(backlog) || backlog < 1) {
    throw new RangeError(`backlog must be a positive integer, not ${backlog}`);
  }
}
