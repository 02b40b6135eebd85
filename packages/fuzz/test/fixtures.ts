import { fromCallbacks, type Subject } from '@wirechart/fuzz';

export const LINES = ['one\r\ntwo\r\n\r\nthree\r\n', 'a\r\nb\r\n'];

/** Lines that end with CRLF. The faulty one forgets a CR at the end of a chunk. */
export function lines(faulty: boolean, more: Partial<Subject<string>> = {}): Subject<string> {
  const subject = faulty
    ? fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const parts = (rest + chunk.toString('latin1')).split('\r\n');
          rest = (parts.pop() ?? '').replace(/\r$/, '');
          for (const part of parts) message(part);
        };
      })
    : fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const parts = (rest + chunk.toString('latin1')).split('\r\n');
          rest = parts.pop() ?? '';
          for (const part of parts) message(part);
        };
      });
  return { ...subject, ...more };
}
