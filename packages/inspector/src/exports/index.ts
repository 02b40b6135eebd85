/** What can be taken away from an inspection, by the last part of its address. */
import { chartFile, svgFile } from './chart.js';
import { chromeTrace } from './chrome-trace.js';
import { connectionsJson } from './connections-json.js';
import { dumpFile } from './dump.js';
import type { ExportedFile, Exporter, Subject } from './exporter.js';
import { pcapng } from './pcapng.js';
import { prometheus } from './prometheus.js';
import { qlog } from './qlog.js';

export type { ExportedFile, Exporter, Subject };

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
