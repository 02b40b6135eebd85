/** The error that a transport reports when a read fails, as a reset of the peer makes it. */
export function failedRead(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read', errno: -104 });
}
