/** What can be fetched: the page's files, charts, and all that can be taken away. */
import { svgFile } from '../../exports/chart.js';
import { exporters } from '../../exports/index.js';
import { own } from '../../own.js';
import { pageFile } from '../../page-files.js';
import type { Inspection } from '../inspection.js';
import type { View } from '../view.js';

export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** To be saved under this name. */
  readonly filename?: string;
}

export class NotFound extends Error {}

/** @throws NotFound; RangeError or FilterError for parameters that make no sense. */
export async function answerOf(url: URL, view: View, inspection: Inspection): Promise<Answer> {
  const { pathname } = url;
  const file = pageFile(pathname);
  if (file !== undefined) return file;
  const chart = /^\/chart\/(\d+)\.svg$/.exec(pathname);
  if (chart !== null) {
    return svgFile({ view, inspection, parameters: new URLSearchParams({ chart: chart[1] as string, numbers: 'no' }) });
  }
  if (pathname.startsWith('/export/')) {
    const name = pathname.slice('/export/'.length);
    const exporter = own(exporters, name);
    if (exporter === undefined) throw new NotFound(`there is no export ${name}`);
    return exporter({ view, inspection, parameters: url.searchParams });
  }
  throw new NotFound('there is nothing here');
}
