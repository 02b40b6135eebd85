import { renameSync, writeFileSync } from 'node:fs';
import { env, pid } from 'node:process';
import { setInterval } from 'node:timers';

// Whoever waits for the file is to find all of it.
writeFileSync(`${env.BEGUN}.part`, `${pid}`);
renameSync(`${env.BEGUN}.part`, env.BEGUN);
await new Promise(() => setInterval(() => undefined, 1000));
