/** XML, HTML, feeds and server-sent events. */
import { fromNodeStream, fromText } from '@wirechart/fuzz';
import { createParser } from 'eventsource-parser';
import FeedParser from 'feedparser';
import { Parser as HtmlParser } from 'htmlparser2';
import LtxParser from 'ltx/src/parsers/ltx.js';
import { SAXParser } from 'parse5-sax-parser';
import sax from 'sax';
import { SaxesParser } from 'saxes';

const xml = [
  '<?xml version="1.0"?>\n<a x="1" y=\'&lt;ä\'>t&amp;u&#x20AC;<b/><!-- c --><![CDATA[ d ]]> ]></a>',
  '<r>line\r\nbreak\rlone 😀<p:q xmlns:p="u"/></r>\n',
];
const html = [
  '<!doctype html><p class=a id="b">x&amp;y&notit;<br/><script>if (a</b/) "</scr"</script><!-- c --></p>',
  '<title>t&lt;</title>\r\n<textarea>\n</text</textarea>ä€😀<a href=?x&copy=1>',
];
const sse = [
  'data: one\n\nevent: e\nid: 7\ndata: two\ndata: ä€😀\n\n',
  ': comment\r\ndata:x\r\n\r\nretry: 10\r\ndata\r\n\r\n',
  'data: a\r\rdata: b\r\r',
];
const feed = [
  '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>http://a.example/</link><description>D</description>' +
    '<item><title>One &amp; ä</title><guid>1</guid></item><item><title><![CDATA[Two]]></title><guid>2</guid></item></channel></rss>',
];

const text = (event) => (event[0] === 'text' || event[0] === 'cdata' ? { of: event[0], data: event[1] } : undefined);

export default [
  {
    name: 'sax',
    subject: fromText({
      canonical: { piece: text },
      open: ({ message, error }) => {
        const parser = sax.parser(true, { xmlns: true });
        parser.onerror = error;
        for (const event of ['text', 'cdata', 'comment', 'processinginstruction']) {
          parser[`on${event}`] = (value) => message([event, value]);
        }
        parser.onopentag = ({ name, attributes }) =>
          message(['open', name, Object.values(attributes).map((a) => [a.name, a.value])]);
        parser.onclosetag = (name) => message(['close', name]);
        return { write: (chunk) => parser.write(chunk), end: () => parser.close() };
      },
    }),
    corpus: xml,
  },
  {
    name: 'saxes',
    subject: fromText({
      canonical: { piece: text },
      open: ({ message, error }) => {
        const parser = new SaxesParser({ xmlns: true });
        parser.on('error', error);
        for (const event of ['text', 'cdata', 'comment']) parser.on(event, (value) => message([event, value]));
        parser.on('opentag', ({ name, attributes }) =>
          message(['open', name, Object.values(attributes).map((a) => [a.name, a.value])]),
        );
        parser.on('closetag', ({ name }) => message(['close', name]));
        return { write: (chunk) => parser.write(chunk), end: () => parser.close() };
      },
    }),
    corpus: xml,
  },
  {
    name: 'ltx',
    subject: fromText({
      canonical: { piece: text },
      open: ({ message, error }) => {
        const parser = new LtxParser();
        parser.on('error', error);
        parser.on('text', (value) => message(['text', value]));
        parser.on('startElement', (name, attributes) => message(['open', name, attributes]));
        parser.on('endElement', (name) => message(['close', name]));
        return { write: (chunk) => parser.write(chunk), end: () => parser.end() };
      },
    }),
    corpus: xml.map((document) => document.replaceAll(/<!\[CDATA.*?\]\]> /g, '')),
  },
  {
    name: 'htmlparser2',
    subject: fromText({
      canonical: { piece: text },
      open: ({ message, error }) => {
        const parser = new HtmlParser({
          onerror: error,
          onopentag: (name, attributes) => message(['open', name, attributes]),
          onclosetag: (name) => message(['close', name]),
          ontext: (data) => message(['text', data]),
          oncomment: (data) => message(['comment', data]),
          onprocessinginstruction: (name, data) => message(['instruction', name, data]),
        });
        return { write: (chunk) => parser.write(chunk), end: () => parser.end() };
      },
    }),
    corpus: html,
  },
  {
    name: 'parse5-sax-parser',
    subject: fromText({
      canonical: { piece: text },
      open: ({ message, error }) => {
        const parser = new SAXParser();
        parser.on('error', error);
        parser.on('text', (token) => message(['text', token.text]));
        parser.on('startTag', (token) => message(['open', token.tagName, token.attrs, token.selfClosing]));
        parser.on('endTag', (token) => message(['close', token.tagName]));
        parser.on('comment', (token) => message(['comment', token.text]));
        parser.on('doctype', (token) => message(['doctype', token.name]));
        parser.resume();
        const over = new Promise((resolve) => parser.on('end', resolve));
        return {
          write: (chunk) => new Promise((resolve) => parser.write(chunk, resolve)),
          end: () => {
            parser.end();
            return over;
          },
        };
      },
    }),
    corpus: html,
  },
  {
    name: 'eventsource-parser',
    subject: fromText({
      open: ({ message }) => {
        const parser = createParser({
          onEvent: message,
          onRetry: (retry) => message({ retry }),
          onComment: (comment) => message({ comment }),
        });
        return { write: (chunk) => parser.feed(chunk), end: () => parser.reset() };
      },
    }),
    corpus: sse,
  },
  {
    name: 'feedparser',
    subject: fromNodeStream(() => new FeedParser({ addmeta: false }), {
      canonical: { project: ({ event, args: [item] }) => [event, item?.title, item?.guid] },
    }),
    corpus: feed,
  },
];
