import type { WriteStream } from 'node:tty';
import type { Progress } from '../session/options.js';

/** One line that is written over again and again. Where nobody looks at a terminal, nothing is written. */
export function progressLine(stream: WriteStream): { show: (progress: Progress) => void; clear: () => void } {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  const clear = () => stream.write('\r\u001b[K');
  return {
    show: ({ runs, input, findings, elapsed }) => {
      clear();
      stream.write(`${(elapsed / 1000).toFixed(0)} s  ${runs} runs  ${findings} found  ${input}`);
    },
    clear,
  };
}
