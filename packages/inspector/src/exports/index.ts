/** What can be taken away from an inspection, by the last part of its address. */
import type { Inspection } from '../program/inspection.js';
import type { View } from '../program/view.js';
import { chartFile, svgFile } from './chart.js';
import { chromeTrace } from './chrome-trace.js';
import { connectionsJson } from './connections-json.js';
import { dumpFile } from './dump.js';
import { pcapng } from './pcapng.js';
import { prometheus } from './prometheus.js';
import { qlog } from './qlog.js';

/** What an export is made from. */
export interface Subject {
  /** The moment, and the filter, of who asks. */
  readonly view: View;
  readonly inspection: Inspection;
  readonly parameters: URLSearchParams;
}

export interface ExportedFile {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly filename?: string;
}

/** @throws RangeError or FilterError for parameters that make no sense. */
export type Exporter = (subject: Subject) => ExportedFile | Promise<ExportedFile>;

export const exporters: Readonly<Record<string, Exporter>> = {
  'connections.json': connectionsJson,
  metrics: prometheus,
  'trace.json': chromeTrace,
  'trace.qlog': qlog,
  'trace.pcapng': pcapng,
  'chart.mmd': chartFile,
  'chart.svg': svgFile,
  dump: dumpFile,
};
