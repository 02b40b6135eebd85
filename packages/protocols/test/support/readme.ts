/** READMEs whose parts are made by the code that they are about. */
import { readFileSync } from 'node:fs';

/** The file as it should be: what stands between `<!-- name -->` and `<!-- /name -->` is the part of that name. */
export function filledIn(path: string, parts: Readonly<Record<string, string>>): string {
  let text = readFileSync(path, 'utf8');
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${path} has no place for '${name}'`);
    text = text.slice(0, from + begin.length) + part.trimEnd() + text.slice(to);
  }
  return text;
}

/** The lines of a table, under its head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '-|').join('')}`, ...rows.map(line)].join('\n');
}

export const codeBlock = (language: string, code: string): string => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
