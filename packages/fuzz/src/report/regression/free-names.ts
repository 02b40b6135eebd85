/**
 * Names that a piece of JavaScript uses and does not declare, apart from those of the runtime. A scan, not a parse: it may name
 * one too many, never one too few of those that are called or read plainly.
 */
export function freeNames(source: string): string[] {
  const code = withoutTexts(source);
  const declared = new Set<string>();
  for (const [, names = ''] of code.matchAll(
    /\b(?:const|let|var|function\*?|class|catch)\s*\(?\s*([\w$]+|[{[][^=;]*[}\]])/g,
  )) {
    for (const name of words(names)) declared.add(name);
  }
  for (const parameters of parameterLists(code)) for (const name of words(parameters)) declared.add(name);
  const used = new Set<string>();
  // Not what stands after a dot, but for a spread; not a key, nor the name of a method.
  for (const { 0: name, index } of code.matchAll(/(?<![\w$#]|(?<!\.\.)\.|\?\.)[A-Za-z_$][\w$]*/g)) {
    if (isFollowedBy(code, index + name.length, ':') && /[{,]/.test(lastBefore(code, index))) continue;
    used.add(name);
  }
  return [...used].filter((name) => !declared.has(name) && !RESERVED.has(name) && !(name in globalThis));
}

/** The same code with nothing in its strings, comments and regular expressions; what templates put in stays. */
function withoutTexts(source: string): string {
  return source
    .replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, '')
    .replaceAll(/`(?:\\[\s\S]|\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|[^`\\])*`/g, (text) =>
      [...text.matchAll(/\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g)]
        .map(([, inner]) => `(${inner})`)
        .join(';')
        .concat(';0'),
    )
    .replaceAll(/'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/g, '0')
    .replaceAll(/(?<=[=(,:;!&|?{}[\n]\s*|return\s)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/[a-z]*/g, '0');
}

function isFollowedBy(code: string, from: number, sign: string): boolean {
  let at = from;
  while (BLANK.test(code.charAt(at))) at++;
  return code[at] === sign && code[at + 1] !== sign;
}

/** The last character before a place that is not blank. */
function lastBefore(code: string, index: number): string {
  let at = index - 1;
  while (BLANK.test(code.charAt(at))) at--;
  return code.charAt(at);
}

const BLANK = /\s/;

/** What stands between the parentheses of functions, and the single parameters of arrow functions. */
function parameterLists(code: string): string[] {
  const lists: string[] = [];
  for (const { index } of code.matchAll(/=>|\)\s*\{/g)) {
    const before = code.slice(0, code[index] === ')' ? index + 1 : index).trimEnd();
    if (!before.endsWith(')')) {
      lists.push(/[\w$]+$/.exec(before)?.[0] ?? '');
      continue;
    }
    let [at, depth] = [before.length - 1, 1];
    while (at > 0 && depth > 0) {
      at--;
      if (before[at] === ')') depth++;
      else if (before[at] === '(') depth--;
    }
    const head = before.slice(0, at).trimEnd();
    // A condition is no list of parameters.
    if (!/\b(?:if|while|for|switch|with)$/.test(head))
      lists.push(before.slice(at + 1, -1).replaceAll(/=\s*[^,]+/g, ''));
    const method = /([\w$]+)$/.exec(head)?.[1];
    if (code[index] === ')' && method !== undefined) lists.push(method);
  }
  return lists;
}

function words(text: string): string[] {
  return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

const RESERVED = new Set(
  (
    'arguments as async await break case catch class const continue debugger default delete do else export extends false finally for ' +
    'from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined ' +
    'var void while with yield Buffer process require module exports __dirname __filename'
  ).split(' '),
);
