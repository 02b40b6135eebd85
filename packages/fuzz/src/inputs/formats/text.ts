import { bytes, type Format } from './format.js';

/** Text in lines. */
export const lines: Format = {
  corpus: ['one\ntwo\n\nthree\n', 'a\r\nb ä€😀\r\n\r\nno end', 'lone\rcr\r\r\nand\n\rmixed\n'],
  dictionary: ['\n', '\r\n', '\r', '\n\n', ' ', '\t', 'ä', '€', '😀', '\u2028', '\ufeff', '\0'],
};

/** Comma-separated values (RFC 4180). */
export const csv: Format = {
  corpus: [
    'a,b,c\n1,2,3\n4,5,6\n',
    'name,note\r\n"Ann","said ""hi"", then left"\r\n"two\r\nlines",x\r\n',
    'a;b\n"";"ä€😀"\n;\n',
    '\ufeffid,x\n1,""\n2,"a,b"\n3,no end',
  ],
  dictionary: ['"', '""', '","', ',', ';', '\t', '\n', '\r\n', '"\r\n"', '\ufeff', "'", '|', '\\"', ' "', '" ', '#'],
};

/** JSON texts, one after the other where the parser takes that (RFC 8259). */
export const json: Format = {
  corpus: [
    '{"a":1,"b":[true,false,null],"c":{"d":"e"}}',
    '[-0,1.5e3,-2E-2,12345678901234567890,"\\u00e9\\ud83d\\ude00\\n\\"\\\\/"]',
    ' { "ä€😀" : "ü" , "" : [ ] , "x" : { } } ',
  ],
  dictionary: [
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\u',
    '\\ud83d',
    '\\ude00',
    'true',
    'false',
    'null',
    '-',
    '.',
    'e+',
    '0',
    '""',
    '{}',
    '[]',
    ' ',
  ],
};

/** JSON texts in lines. */
export const ndjson: Format = {
  corpus: ['{"a":1}\n{"b":"ä€😀"}\n[null,true]\n', '{"a":1}\r\n\r\n{"b":[1,2,{"c":"\\n"}]}', '1\n"x"\nfalse\n'],
  dictionary: ['\n', '\r\n', '\n\n', '{', '}', '[]', '"', '\\n', 'null', '1', '\u2028'],
};

/** XML documents. */
export const xml: Format = {
  corpus: [
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><a b="1" c=\'2\'><d/>x &amp; y &#233;&#x1F600;</a>',
    '<r xmlns:p="u"><p:q>ä€😀</p:q><![CDATA[<x>]]]]><![CDATA[>]]><?pi d?></r>',
    '<!DOCTYPE r [<!ENTITY e "v">]>\r\n<r>\r\n<a></a ></r>\r\n',
  ],
  dictionary: [
    '<',
    '</',
    '>',
    '/>',
    '="',
    '"',
    "'",
    '&amp;',
    '&#',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<!DOCTYPE',
    ' ',
  ],
};

/** HTML documents. */
export const html: Format = {
  corpus: [
    '<!DOCTYPE html><html><head><title>a &lt; b</title><script>if (a < b && "</p>") {}</script></head><body class=x>ä€😀<br><p>one<p>two</body></html>',
    "<textarea>\n</textareax></textarea><!-- a -- b --><a href='x?a&copy=1' disabled>&copy;&notin;&#128;</a>",
  ],
  dictionary: [
    '<',
    '</',
    '>',
    '/>',
    '<!--',
    '-->',
    '--!>',
    '&',
    '&amp',
    ';',
    '&#x',
    '<script>',
    '</script',
    '<style>',
    '<title>',
    '<![CDATA[',
    '=',
    '"',
    "'",
    '\r\n',
  ],
};

/** YAML documents. */
export const yaml: Format = {
  corpus: [
    'a: 1\nb:\n  - x\n  - "y: z"\nc: |\n  two\n  lines\n---\nd: >-\n  folded\n  text\n...\n',
    '%YAML 1.2\n---\n- &a {k: v, ä: [€, 😀]}\n- *a\n# comment\n',
  ],
  dictionary: [
    '---\n',
    '...\n',
    ': ',
    '- ',
    '  ',
    '|',
    '>',
    '&a',
    '*a',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '!',
    '\n',
    '\r\n',
    '?',
  ],
};

/** Server-sent events (the HTML standard, section 9.2). */
export const sse: Format = {
  corpus: [
    'data: one\n\nevent: add\ndata: two\ndata: three\nid: 1\n\n',
    ': comment\r\ndata:no space\r\nretry: 1000\r\n\r\ndata: ä€😀\r\n\r\n',
    '\ufeffdata: x\r\rid\rdata\r\r',
  ],
  dictionary: [
    'data:',
    'data: ',
    'event: ',
    'id: ',
    'retry: ',
    ':',
    '\n',
    '\n\n',
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\r\r',
    '\ufeff',
    ' ',
  ],
};

/** The encodings of forms in URLs (the URL standard, section 5). */
export const urlEncoded: Format = {
  corpus: ['a=1&b=two+words&c=%C3%A4%E2%82%AC', 'a&=x&&b==&c=%&d=%zz', 'k%5B%5D=1&k%5B%5D=%F0%9F%98%80'],
  dictionary: ['&', '=', '+', '%', '%20', '%C3%A4', '%F0%9F%98%80', '[]', ';', '%0D%0A'],
};

/** Text in other encodings than UTF-8, and UTF-8 that is none. */
export const encodings: Format = {
  corpus: [
    'plain, ä, €, 😀, e\u0301',
    bytes('cut ', 0xe2, 0x82, ' lone ', 0xff, 0xc0, 0x80, ' long ', 0xf0, 0x82, 0x82, 0xac, ' half ', 0xed, 0xa0, 0xbd),
    bytes(0xff, 0xfe, Buffer.from('aä€😀\n', 'utf16le')),
  ],
  dictionary: [
    bytes(0xc3),
    bytes(0xe2, 0x82),
    bytes(0xf0, 0x9f, 0x98),
    bytes(0x80),
    bytes(0xff, 0xfe),
    '\ufeff',
    bytes(0xd8, 0x3d),
    bytes(0xed, 0xa0, 0x80),
  ],
};
