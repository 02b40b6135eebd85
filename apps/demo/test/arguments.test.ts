import { describe, expect, it } from 'vitest';
import { host } from '../src/cli/parameters.js';
import { run } from './support/demo.js';

describe('arguments that make no sense: usage on standard error, exit status 2', () => {
  it.each([
    ['an unknown program', ['application'], "there is no program 'application'"],
    ['a program that was mistyped', ['ecoh-server'], "there is no program 'ecoh-server'; did you mean 'echo-server'?"],
    ['no port', ['app-server', '127.0.0.1'], '<port> is missing'],
    ['no arguments', ['app-client'], '<host> is missing'],
    ['no value', ['app-client', '127.0.0.1', 65432, 'search'], '<value> is missing'],
    ['no number of connections', ['multiconn-client', '127.0.0.1', 65432], '<num_connections> is missing'],
    ['one argument too many', ['multiconn-server', '127.0.0.1', 0, 'more'], "one argument too many: 'more'"],
    ['a port that is a word', ['app-server', '127.0.0.1', 'http'], "a port is a number from 0 to 65535, not 'http'"],
    ['a port above 65535', ['app-server', '127.0.0.1', 65536], "a port is a number from 0 to 65535, not '65536'"],
    ['a port with a sign', ['app-server', '127.0.0.1', '+1'], "a port is a number from 0 to 65535, not '+1'"],
    ['a port with a fraction', ['app-server', '127.0.0.1', '1.5'], "a port is a number from 0 to 65535, not '1.5'"],
    ['a negative port', ['app-server', '127.0.0.1', -1], "Unknown option '-1'"],
    ['an empty port', ['app-server', '127.0.0.1', ''], "a port is a number from 0 to 65535, not ''"],
    ['port 0 to connect to', ['echo-client', '127.0.0.1', 0], "a port is a number from 1 to 65535, not '0'"],
    ['no connections', ['multiconn-client', 'localhost', 1, 0], "num_connections is a number from 1 to 10000, not '0'"],
    ['a host of two words', ['echo-server', 'my host', 1], "not a host name or address: 'my host'"],
    ['an unknown option', ['--verbose'], "Unknown option '--verbose'"],
    ['an option that was mistyped', ['--jsn'], "Unknown option '--jsn'; did you mean '--json'?"],
    [
      'an option of a program that was mistyped',
      ['app-server', 'h', 1, '--haeder-bytes=7'],
      "Unknown option '--haeder-bytes'; did you mean '--header-bytes'?",
    ],
    ['an option of another program', ['echo-client', '--as', 'json'], "Unknown option '--as'"],
    ['an option without its value', ['app-client', 'h', 1, 'a', 'v', '--as'], "Option '--as <value>' argument missing"],
    [
      'a value that an option lacks',
      ['app-client', 'h', 1, 'a', 'v', '--as', 'xml'],
      "expected json or binary, not 'xml'",
    ],
    [
      'an option with a number that is none',
      ['app-server', 'h', 1, '--header-bytes', 'many'],
      "--header-bytes is a number from 1 to 2147483647, not 'many'",
    ],
    ['a flag with a value', ['--json=yes'], "Option '--json' does not take an argument"],
  ])('%s', async (_, args, reason) => {
    const { status, stdout, stderr } = await run(args);
    expect(stderr.split('\n')[0]).toBe(`demo: ${reason}`);
    expect(stderr).toContain('Usage: pnpm demo');
    expect(stderr.trimEnd().split('\n'), 'the reason is still on the screen').toHaveLength(4);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

it('shows how the program that was named is called', async () => {
  const { stderr } = await run(['multiconn-client', '127.0.0.1', 65432]);
  expect(stderr).toContain('Usage: pnpm demo multiconn-client <host> <port> <num_connections> [options]\n');
});

describe('help', () => {
  it.each([[['--help']], [['-h']], [['app-server', '--help']]])('%j prints the usage and exits 0', async (args) => {
    const { status, stdout, stderr } = await run(args);
    for (const program of ['app-server', 'app-client', 'echo-server', 'echo-client', 'multiconn-server']) {
      expect(stdout).toContain(`  ${program} `);
    }
    expect(stdout).toContain('multiconn-client <host> <port> <num_connections>');
    expect(stdout).toMatch(/^ {2}-- +what follows is an argument/m);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

it('takes a -- before the program, as a package manager passes it on', async () => {
  const { status, stderr } = await run(['--', 'app-client', '127.0.0.1', 1, 'search', 'x']);
  expect(stderr).toContain('ECONNREFUSED');
  expect(status).toBe(1);
});

it('takes what follows a -- as arguments, whatever it looks like', async () => {
  const { status, stderr } = await run(['app-client', '127.0.0.1', 1, '--', 'search', '--json']);
  expect(stderr).toContain('ECONNREFUSED');
  expect(status).toBe(1);
});

it.each([
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['localhost', 'localhost'],
  ['[localhost]', '[localhost]'],
])('takes the host %s as %s: an IPv6 address may have the brackets that it is printed with', (given, meant) => {
  expect(host.parse(given)).toBe(meant);
});
