import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { countEvent, counted } from '../src/harness/instructions.js';

const hasPerf = spawnSync('perf', ['stat', '-e', 'task-clock', '--', 'true']).status === 0;

describe('the output of perf', () => {
  it('gives the value of the event that was asked for', () => {
    expect(
      counted(
        '\nsaid by the command\n12.5;msec;task-clock;1;100.00;;\n4711;;instructions:u;9;100.00;;\n',
        'instructions:u',
      ),
    ).toBe(4711);
  });

  it('gives nothing where the processor has no counters', () => {
    expect(counted('<not supported>;;instructions:u;0;100.00;;\n', 'instructions:u')).toBeUndefined();
  });
});

it.skipIf(!hasPerf)('perf counts what a command uses', async () => {
  expect(await countEvent('task-clock', [process.execPath, '-e', ''])).toBeGreaterThan(1);
});
