/** Runs a program to its end. */
import { execFile } from 'node:child_process';

const LIMIT = 120_000;

/** @throws Error with all that the program printed, if it fails or takes more than two minutes. */
export function run(program, args, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: LIMIT, maxBuffer: 1 << 24 };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(new Error(`${program} ${args.join(' ')}: ${error.code ?? error.signal}\n${stdout}${stderr}`.trimEnd()));
    });
  });
}
