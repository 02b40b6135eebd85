import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readTokens } from '../src/cli/inputs.js';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CLI = path('../dist/cli/main.js');
const SUBJECTS = path('subjects/deadly.mjs');
const INPUTS = path('inputs');

function run(...args: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe('the command line', { timeout: 30_000 }, () => {
  test('exits with 0 where nothing is found', async () => {
    const { code, stdout } = await run(SUBJECTS, INPUTS, '--export', 'correct', '--mutations', '2');
    expect(stdout).toContain('chunk-invariant');
    expect(code).toBe(0);
  });

  test('exits with 1 and prints the report, without colour where it is no terminal', async () => {
    const { code, stdout } = await run(SUBJECTS, INPUTS, '--export', 'faulty', '--mutations', '0');
    expect(stdout).toContain('1. messages');
    expect(stdout).toContain('three.txt');
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(1);
  });

  test('prints the report as JSON', async () => {
    const { code, stdout } = await run(
      SUBJECTS,
      INPUTS,
      '--export',
      'faulty',
      '--mutations',
      '0',
      '--json',
      '--seed',
      '7',
    );
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ subject: { name: 'faulty lines' }, seed: 7, findings: [{ class: 'messages' }] });
    expect(code).toBe(1);
  });

  test('exits with 1 where the parser ends its process, and names that', async () => {
    const { code, stdout } = await run(
      SUBJECTS,
      INPUTS,
      '--export',
      'exits',
      '--mutations',
      '0',
      '--shrink-time',
      '300',
    );
    expect(stdout).toContain('exit code 3');
    expect(code).toBe(1);
  });

  test.each([
    ['an unknown option', ['--nonsense'], 'INVALID_OPTION'],
    ['an unknown class', [SUBJECTS, INPUTS, '--fail-on', 'everything'], 'INVALID_OPTION'],
    ['no inputs', [SUBJECTS, path('nowhere')], 'EMPTY_CORPUS'],
    ['no subject', [SUBJECTS, INPUTS, '--export', 'nobody'], 'SUBJECT_INVALID'],
  ])('exits with 2 on %s and says which', async (_name, args, message) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('reports what it has when Ctrl-C ends it', async () => {
    const more = ['--export', 'announced', '--in-process', '--mutations', '1000000'];
    const child = execFile(process.execPath, [CLI, SUBJECTS, INPUTS, ...more]);
    let stdout = '';
    child.stdout?.on('data', (text) => {
      stdout += text;
    });
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(130);
    expect(stdout).toContain('ended early');
  });

  test('ends with its processes when Ctrl-C comes while the subject is loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'never-loads-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const watcher = watch(folder);
    const begun = new Promise<void>((resolve) => {
      watcher.on('change', (_event, name) => name === 'begun' && resolve());
    });
    const env = { ...process.env, BEGUN: join(folder, 'begun') };
    const child = execFile(process.execPath, [CLI, path('subjects/never-loads.mjs'), INPUTS], { env });
    let stderr = '';
    child.stderr?.on('data', (text) => {
      stderr += text;
    });
    await begun;
    watcher.close();
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(stderr).toContain('nothing was tried');
    expect(code).toBe(130);
    const pid = Number(readFileSync(join(folder, 'begun'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

test('a dictionary has a token in each line, in quotes or without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dictionary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'csv.dict');
  const lines = ['# of CSV', '', ',', '"', '",', 'a"b', 'a\\"b', '\\\\"', '\\r\\n', '" "', '"\\""', '\\u0000'];
  const tokens = [',', '"', '",', 'a"b', 'a"b', '\\"', '\r\n', ' ', '"', '\0'];
  for (const end of ['\n', '\r\n']) {
    writeFileSync(file, lines.join(end));
    expect(readTokens(file)).toEqual(tokens);
  }
});
