/** The files of the page, as the HTTP server sends them. They stand ready on disk: nothing is bundled, nothing comes from outside. */
import { readFileSync } from 'node:fs';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** @returns undefined for a path that is none of the page's. */
export function pageFile(path: string): PageFile | undefined {
  let file = files.get(path);
  if (file === undefined) {
    file = read(path);
    if (file !== undefined) files.set(path, file);
  }
  return file;
}

function read(path: string): PageFile | undefined {
  const kept = SOURCES.get(path);
  if (kept !== undefined) return { type: kept.type, body: readFileSync(new URL(kept.name, SOURCE_FOLDER)) };
  if (!SCRIPT.test(path) && !SHARED.test(path)) return undefined;
  try {
    const body = readFileSync(new URL(`.${path}`, SCRIPT_FOLDER));
    return { type: 'text/javascript; charset=utf-8', body };
  } catch {
    return undefined;
  }
}

/** What is sent as it was written. */
const SOURCES = new Map([
  ['/', { name: 'index.html', type: 'text/html; charset=utf-8' }],
  ['/page/style.css', { name: 'style.css', type: 'text/css; charset=utf-8' }],
  ['/page/icon.svg', { name: 'icon.svg', type: 'image/svg+xml' }],
]);
/** A module of the page, one folder deep at most. */
const SCRIPT = /^\/page\/(?:panels\/)?[a-z-]+\.js$/;
/** Of what both sides share, what is more than types. */
const SHARED = /^\/feed\/(?:filter-term|legible|listed-row|name-late|unknown-state)\.js$/;
const SOURCE_FOLDER = new URL('../src/page/', import.meta.url);
const SCRIPT_FOLDER = new URL('../dist/', import.meta.url);
const files = new Map<string, PageFile>();
