/** JSON, token by token. */
import { Tokenizer } from '@streamparser/json';
import { fromCallbacks, fromNodeStream, fromText } from '@wirechart/fuzz';
import clarinet from 'clarinet';
import JsonParse from 'jsonparse';
import streamJson from 'stream-json';

const corpus = [
  '{"a":[1,-2.5e+10,true,false,null],"b":{"c":"d"}}',
  '["\\u00e4\\ud83d\\ude00\\n\\"","ä€😀",""]',
  '[0,10,100.25,1e5]',
];

export default [
  {
    name: 'jsonparse',
    subject: fromCallbacks((message, error) => {
      const parser = new JsonParse();
      parser.onToken = (token, value) => message([token, value]);
      parser.onError = error;
      return (chunk) => parser.write(chunk);
    }),
    corpus,
  },
  {
    name: '@streamparser/json',
    subject: fromCallbacks((message, error) => {
      const tokenizer = new Tokenizer();
      tokenizer.onToken = ({ token, value }) => message([token, value]);
      tokenizer.onError = error;
      return { write: (chunk) => tokenizer.write(chunk), end: () => tokenizer.isEnded || tokenizer.end() };
    }),
    corpus,
  },
  {
    name: 'stream-json',
    subject: fromNodeStream(() => streamJson({ streamValues: false })),
    corpus,
  },
  {
    name: 'clarinet',
    subject: fromText({
      open: ({ message, error }) => {
        const parser = clarinet.parser();
        parser.onerror = (reason) => {
          error(reason);
          parser.error = null;
        };
        for (const event of ['value', 'key', 'openobject', 'closeobject', 'openarray', 'closearray']) {
          parser[`on${event}`] = (value) => message([event, value]);
        }
        return { write: (text) => parser.write(text), end: () => parser.close() };
      },
    }),
    corpus,
  },
];
