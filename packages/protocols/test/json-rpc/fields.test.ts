/** The names of the parts of JSON-RPC messages are those of its specification. */
import { expect, test } from 'vitest';
import { lengthPrefixed, lines } from '../../src/framing/index.js';
import { jsonRpcReplies, withJsonRpcFields } from '../../src/json-rpc/index.js';
import { webSocket } from '../../src/websocket/index.js';
import { client, server } from '../support/named.js';
import { fixed, fromServer } from '../websocket/support/wire.js';

test('members are called by their own names, in whatever framing', () => {
  const values = (named: readonly string[]) => named.filter((one) => !/^(JSON|line end|length|header)=/.test(one));
  const rpc = withJsonRpcFields(lines({ replies: jsonRpcReplies }));
  const whole = server(rpc, '{"jsonrpc": "2.0", "method": "a\\"}", "params": [{"id": 9}], "id": 1}\n');
  expect(whole).toEqual(
    ['JSON={"jsonrpc": ', 'jsonrpc="2.0"', 'JSON=, "method": ', 'method="a\\"}"', 'JSON=, "params": '].concat([
      'params=[{"id": 9}]',
      'JSON=, "id": ',
      'id=1',
      'JSON=}',
      'line end=\n',
    ]),
  );
  // Section 5.1, with members in any order and others between them.
  expect(
    values(client(rpc, '{"x":{"id":3},"error":{"message":"no","code":-32601,"data":{"id":2}},"id":null}\n')),
  ).toEqual(['error message="no"', 'error code=-32601', 'error data={"id":2}', 'id=null']);
  expect(values(client(rpc, '{"result":{},"error":"odd","id":"a"}\n'))).toEqual(['result={}', 'error="odd"', 'id="a"']);
  // Section 6.
  expect(values(client(rpc, '[{"result":true,"id":1}, {"id":2,"result":[]}]\n'))).toEqual([
    'result=true',
    'id=1',
    'id=2',
    'result=[]',
  ]);
  expect(server(rpc, 'hello\n')).toEqual(['line=hello', 'line end=\n']);
  expect(values(server(withJsonRpcFields(lengthPrefixed({ width: 1 })), '\x08{"id":1}'))).toEqual(['id=1']);
  const upgraded = withJsonRpcFields(webSocket.client({ url: 'ws://h/', random: fixed })).next;
  const [inner] = Object.values(upgraded);
  expect(values(client(inner, fromServer(1, '{"result":7,"id":1}'))).slice(-2)).toEqual(['result=7', 'id=1']);
});
