import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Connection, prepare } from '@wirechart/core';
import { memcached } from '@wirechart/protocols/memcached';
import { describe, expect, it, vi } from 'vitest';
import { Catalogue } from '../../src/agent/catalogue.js';
import type { Chart } from '../../src/feed.js';
import { chartSvg, drawAhead } from '../../src/layout/index.js';
import { charts } from '../page/fixture.js';

const [read] = charts as readonly [Chart];
const named = (name: string): Chart => ({ ...read, protocol: name, hash: name });

/** The chart that takes longest. */
function memcachedText(): Chart {
  const catalogue = new Catalogue();
  catalogue.idOf(new Connection(prepare(memcached.server(), 'server'), 0).look().stage);
  const chart = catalogue.charts.find(({ protocol, half }) => protocol === 'memcached-text' && half === 'read');
  if (chart === undefined) throw new Error('there is no such chart');
  return chart;
}

describe('a chart that is drawn', () => {
  it('lets the program go on meanwhile', async () => {
    let isDrawn = false;
    const drawing = chartSvg({ ...memcachedText(), hash: 'meanwhile' }).finally(() => {
      isDrawn = true;
    });
    let turns = 0;
    let longest = 0;
    for (let last = performance.now(); !isDrawn; turns++) {
      await setImmediate();
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    expect(await drawing).toContain('aria-label="memcached-text, read"');
    // In its own thread the program would have some ten turns, between one try and the next.
    expect(turns).toBeGreaterThan(200);
  });

  it('comes before those that nobody waits for', async () => {
    const ahead = ['ahead-1', 'ahead-2', 'ahead-3', 'ahead-4'].map(named) as [Chart, Chart, Chart, Chart];
    drawAhead(ahead);
    await chartSvg(ahead[3]);
    const isDrawn = (chart: Chart) => Promise.race([chartSvg(chart).then(() => true), setImmediate(false)]);
    expect(await isDrawn(ahead[2])).toBe(false);
  });

  it('that cannot be is refused, and the next one is drawn', async () => {
    const broken = { ...named('broken'), states: [] };
    await expect(chartSvg(broken)).rejects.toThrow();
    expect(await chartSvg(named('whole'))).toContain('<svg');
  });

  it('is refused where its thread ends, and those that wait are drawn by another', async () => {
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
      void this.terminate();
    });
    const [lost, waiting] = [chartSvg(named('lost')), chartSvg(named('waiting'))];
    await expect(lost).rejects.toThrow('ended');
    expect(await waiting).toContain('<svg');
  });

  it('keeps a program alive that waits for it, and no other', async () => {
    const layout = new URL('../../dist/layout/index.js', import.meta.url).href;
    const run = async (words: string) => {
      const program = `import { chartSvg, drawAhead } from '${layout}'; const chart = ${JSON.stringify(read)}; ${words}`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return [said, code];
    };
    expect(await run('console.log((await chartSvg(chart)).slice(0, 4))')).toEqual(['<svg\n', 0]);
    expect(await run('drawAhead([chart])')).toEqual(['', 0]);
  });
});
