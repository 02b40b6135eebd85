import { Connection, prepare } from '@wirechart/core';
import { type JsonHeaderMessage, json, jsonHeader } from '@wirechart/protocols/json-header';

const client = new Connection(prepare(jsonHeader(), 'client'), 0);
const server = new Connection(prepare(jsonHeader(), 'server'), 0);

// Bytes and the time go in. Here the one's output is the other's input.
client.send(json('follow the white rabbit'), 0);
const output = client.pollTransmit();
if (typeof output === 'object') for (const chunk of output) server.receiveData(chunk, 0);
client.transmitted(true, 0);

// Events come out when they are asked for.
const event = server.nextEvent();
if (typeof event === 'object' && event.type === 'message') console.log(event.message.content);
console.log(server.nextEvent(), 'in', server.stateOf('read'));

server.responded(1);
console.log(server.nextEvent(), 'until', server.pollTimeout());

// Replies come one by one as well, or all that there are at once.
for (const reply of ['wake up', 'knock, knock']) server.send(json(reply), 2);
const replies = server.pollTransmit();
if (typeof replies === 'object') for (const chunk of replies) client.receiveData(chunk, 2);
const messages: JsonHeaderMessage[] = [];
console.log(client.takeMessages(messages), 'after', messages.length, 'messages');
