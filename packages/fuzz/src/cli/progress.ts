import type { WriteStream } from 'node:tty';
import type { Progress } from '../session/options.js';

/** Milliseconds between two lines where nobody looks at a terminal. */
const LINES_APART = 10_000;

/** On a terminal one line that is written over again and again; elsewhere a plain line every ten seconds. */
export function progressLine(stream: WriteStream): { show: (progress: Progress) => void; clear: () => void } {
  if (!stream.isTTY) {
    let next = LINES_APART;
    return {
      show: (progress) => {
        if (progress.elapsed < next) return;
        next = progress.elapsed + LINES_APART;
        stream.write(`${describe(progress)}\n`);
      },
      clear: () => undefined,
    };
  }
  const clear = () => stream.write('\r\u001b[K');
  return {
    show: (progress) => {
      clear();
      stream.write(describe(progress).slice(0, Math.max(20, (stream.columns ?? 80) - 1)));
    },
    clear,
  };
}

function describe({ runs, rate, input, findings, elapsed, left, done, planned }: Progress): string {
  const plan = planned === 0 ? '' : `plan ${Math.floor((done / planned) * 100)} %  `;
  return (
    `${seconds(elapsed)} s, ${seconds(left)} s left  ${plan}${runs} runs, ${rate.toFixed(0)}/s  ` +
    `${findings} found  ${input}`
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(0);
}
