/** Whatever a remote does wrong in an open WebSocket: the typed error with its place, and the close that RFC 6455 asks for. */
import type { RuntimeName } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { frames } from '../../src/websocket/index.js';
import { badInput, LIMIT } from './support/bad-input.js';
import { closePayload, fixed, framesOf } from './support/wire.js';

const roles = ['server', 'client'] as const;
const runtimes: readonly RuntimeName[] = ['compiled', 'xstate'];

describe.each(roles.flatMap((role) => runtimes.map((runtime) => [role, runtime] as const)))(
  'to a %s, %s',
  (role, runtime) => {
    const protocol = frames(role === 'server' ? { role } : { role, random: fixed });
    const rows = badInput(role).map((row) => [row.name, row.code, row] as const);

    test.each(rows)('%s: %s', (_, code, { input, offset, closes, state, end = false }) => {
      const harness = new Harness(protocol, { role, runtime, limits: { contentBytes: LIMIT } });
      harness.receive(input);
      if (end) harness.eof();
      expect(harness.failure).toEqual({ blame: 'remote', code, half: 'read', state, offset });
      expect(harness.messages).toEqual(['ok']);
      const close = closes === undefined ? [] : [{ opcode: 8, fin: true, rsv: 0, payload: closePayload(closes, code) }];
      expect(framesOf(harness.output)).toEqual(close);
      // Nothing that follows is read, and our end does not wait for an answer (RFC 6455, 7.1.7).
      expect(harness.outputEnd).toBe('end');
    });
  },
);
