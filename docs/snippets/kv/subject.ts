import { Connection, prepare } from '@wirechart/core';
import { fromCallbacks } from '@wirechart/fuzz';
import type { Request } from './messages.js';
import { kvServer } from './protocol.js';

const prepared = prepare(kvServer, 'server');

/** A server's end of a connection without sockets: chunks go in, messages and errors come out. */
export const kvSubject = fromCallbacks<Request>((message, error) => {
  const connection = new Connection(prepared, 0);
  const pull = () => {
    for (let event = connection.nextEvent(); typeof event === 'object'; event = connection.nextEvent()) {
      if (event.type === 'message') {
        message(event.message);
        connection.responded(0);
      } else if (event.type === 'failed') error(event.error);
    }
  };
  return {
    write(chunk) {
      connection.receiveData(chunk, 0);
      pull();
    },
    end() {
      connection.receiveEof(0);
      pull();
    },
  };
});
