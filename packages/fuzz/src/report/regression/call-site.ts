import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeNames } from './free-names.js';

/** Where a subject was given to the fuzzer. */
export interface CallSite {
  /** The expression that was given, as it stands there. */
  readonly subject: string;
  /** What the expression needs in a file of its own, where all of it stands at the top of that file. */
  readonly standalone?: {
    readonly imports: readonly string[];
    readonly declarations: readonly string[];
    readonly subject: string;
  };
}

/**
 * Reads the call of the fuzzer out of the file that made it.
 *
 * @param stack Of an error made in that call.
 * @returns Undefined if it cannot be found: nothing but a regression test gets worse.
 */
export function readCallSite(stack: string | undefined): CallSite | undefined {
  const own = dirname(dirname(dirname(ownFile())));
  for (const line of (stack ?? '').split('\n').slice(1)) {
    const [, file = '', row = '', column = ''] =
      /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (file === '') continue;
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    if (path.startsWith(`${own}/`) && !path.startsWith(`${own}/readme`)) continue;
    try {
      return callSiteIn(readFileSync(path.replace(/\?.*$/, ''), 'utf8'), Number(row), Number(column));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** Exported for its test: the call at or after a place of a source. */
export function callSiteIn(source: string, row: number, column: number): CallSite | undefined {
  const lines = source.split('\n');
  const start = lines.slice(0, row - 1).join('\n').length + Math.max(0, column - 1);
  const call = /(?:assertChunkInvariant|checkChunkInvariance)(?:<[^(]*>)?\(/g;
  call.lastIndex = Math.max(0, start - 1);
  const found = call.exec(source);
  if (found === null || found.index - start > 200) return undefined;
  const subject = firstArgument(source, found.index + found[0].length);
  const standalone = standaloneFor(subject, source);
  return { subject, ...(standalone === undefined ? {} : { standalone }) };
}

/** Up to the comma or parenthesis that ends it. */
function firstArgument(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at] ?? '';
    if (/["'`]/.test(character)) at = endOfText(source, at, character);
    else if (/[([{]/.test(character)) depth++;
    else if (depth === 0 && /[,)]/.test(character)) return source.slice(start, at).trim();
    else if (/[)\]}]/.test(character)) depth--;
  }
  throw new RangeError('the call does not end');
}

function endOfText(source: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
  return at;
}

function standaloneFor(subject: string, source: string): CallSite['standalone'] {
  const statements = topLevel(source);
  const [imports, declarations] = [new Set<string>(), new Map<number, string>()];
  const wanted = freeNames(`(${subject})`);
  const known = new Set<string>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    const index = statements.findIndex((statement) => declares(statement, name as string));
    const statement = statements[index];
    if (statement === undefined) return undefined;
    if (/^import\b/.test(statement)) imports.add(statement);
    else {
      declarations.set(index, statement.replace(/^export (default )?/, ''));
      wanted.push(...freeNames(statement));
    }
  }
  const inOrder = [...declarations].sort(([a], [b]) => a - b).map(([, text]) => text);
  return { imports: [...imports], declarations: inOrder, subject };
}

/** The statements at the top of a file, by their indentation, as every formatter writes it. */
function topLevel(source: string): string[] {
  const statements: string[] = [];
  for (const line of source.split('\n')) {
    if (/^[A-Za-z_$@/]/.test(line) || statements.length === 0) statements.push(line);
    else statements[statements.length - 1] += `\n${line}`;
  }
  return statements.map((statement) => statement.trimEnd());
}

function declares(statement: string, name: string): boolean {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);
  if (/^import\b/.test(statement)) return word.test(statement.replace(/\bfrom\b[\s\S]*$/, ''));
  const head = /^(?:export (?:default )?)?(?:async )?(?:function\*?|class|const|let|var)\s+([^=(]*)/.exec(
    statement,
  )?.[1];
  return head !== undefined && word.test(head);
}

/** This file, whatever it was made into. */
function ownFile(): string {
  const [, file = ''] = /((?:file:\/\/)?\/[^()\s]*?):\d+:\d+/.exec(new Error().stack?.split('\n')[1] ?? '') ?? [];
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
