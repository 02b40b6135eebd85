/** Comma-separated values. */
import { parse as fastCsv } from '@fast-csv/parse';
import { fromNodeStream } from '@wirechart/fuzz';
import { parse as csvParse } from 'csv-parse';
import csvParser from 'csv-parser';
import Papa from 'papaparse';

const corpus = ['a,b\n1,2\n3,"x ""y"", z"\n', 'a,b\r\n1,"line\r\nbreak"\r\n"",ä€😀\r\n', '\ufeffa,b\r\n1,2\r\n\r\n3,4'];

export default [
  { name: 'csv-parser', subject: fromNodeStream(() => csvParser()), corpus },
  { name: 'csv-parse', subject: fromNodeStream(() => csvParse({ bom: true, skip_empty_lines: true })), corpus },
  { name: 'papaparse', subject: fromNodeStream(() => Papa.parse(Papa.NODE_STREAM_INPUT, { header: true })), corpus },
  { name: '@fast-csv/parse', subject: fromNodeStream(() => fastCsv({ headers: true })), corpus },
];
