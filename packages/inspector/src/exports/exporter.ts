/** What makes a file of an inspection. */
import type { Inspection } from '../program/inspection.js';
import type { View } from '../program/view.js';

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
