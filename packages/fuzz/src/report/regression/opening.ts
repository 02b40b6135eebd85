import { fileURLToPath } from 'node:url';
import type { CanonicalSources, SubjectDescription } from '../../isolation/executor.js';
import type { SubjectModule } from '../../isolation/subject-module.js';
import type { TestRunner } from '../test-runner.js';
import type { CallSite } from './call-site.js';
import { freeNames } from './free-names.js';

/** A subject as regression tests open it. */
export interface RegressionSource {
  readonly name: string;
  readonly description: SubjectDescription;
  readonly module?: SubjectModule | undefined;
  /** Where the subject was given to the fuzzer, if that can be read. */
  readonly callSite?: CallSite | undefined;
  readonly testRunner: TestRunner;
}

/** Sources that open the parser in a file of its own. */
export interface Opening {
  readonly imports: readonly string[];
  /** Declares `open`, the canonical form and `overlappingWrites`. */
  readonly setup: readonly string[];
}

/** Undefined where the sources do not say all that the subject consists of. */
export function openingOf(source: RegressionSource): Opening | undefined {
  if (source.module !== undefined) return imported(source.module, source.testRunner);
  const inline = inlined(source.description);
  const missing = freeNames(inline.setup.join('\n')).filter(
    (name) => !inline.imports.some((line) => new RegExp(`\\b${inPattern(name)}\\b`).test(line)),
  );
  if (missing.length === 0) return inline;
  return source.callSite?.standalone === undefined ? undefined : fromCallSite(source.callSite.standalone);
}

function imported({ module, exportName }: SubjectModule, testRunner: TestRunner): Opening {
  const jest = testRunner === 'jest' || testRunner === 'jest-cjs';
  const from = JSON.stringify(jest && module.protocol === 'file:' ? fileURLToPath(module) : module.href);
  const line =
    exportName === undefined
      ? [`import * as exported from ${from};`, 'const subject = exported.subject ?? exported.default;']
      : [`import { ${exportName === 'subject' ? 'subject' : `${exportName} as subject`} } from ${from};`];
  return { imports: line.slice(0, 1), setup: [...line.slice(1), ...ofSubject()] };
}

function fromCallSite({ imports, declarations, subject }: NonNullable<CallSite['standalone']>): Opening {
  return { imports, setup: [...declarations, `const subject = ${subject};`, ...ofSubject()] };
}

function ofSubject(): string[] {
  return [
    'const open = (sink) => subject.open(sink);',
    'const canonical = subject.canonical ?? {};',
    'const piece = canonical.piece ?? (() => undefined);',
    'const project = canonical.project ?? ((message) => message);',
    "const stream = canonical.stream ?? (() => '');",
    'const position = canonical.position ?? (() => undefined);',
    `const errorKind = canonical.errorKind ?? ${ERROR_KIND};`,
    'const ids = canonical.ids ?? [];',
    'const overlappingWrites = subject.overlappingWrites ?? false;',
  ];
}

function inlined({ recipe, open, canonical, overlappingWrites = false }: SubjectDescription): Opening {
  const source = recipe?.open ?? `const { open } = { ${asProperty('open', open)} };`;
  return {
    imports: recipe?.imports ?? [],
    setup: [
      ...source.split('\n'),
      `const piece = ${recipe?.piece ?? asFunction('piece', canonical) ?? '() => undefined'};`,
      `const project = ${asFunction('project', canonical) ?? '(message) => message'};`,
      `const stream = ${recipe?.stream ?? asFunction('stream', canonical) ?? "() => ''"};`,
      `const position = ${asFunction('position', canonical) ?? '() => undefined'};`,
      `const errorKind = ${asFunction('errorKind', canonical) ?? ERROR_KIND};`,
      `const ids = ${JSON.stringify(canonical.ids ?? [])};`,
      `const overlappingWrites = ${overlappingWrites};`,
    ],
  };
}

const ERROR_KIND = '((error) => error?.code || error?.name || typeof error)';

/** Source of a function as a property, whether it was written as a method or by itself. */
function asProperty(name: string, source: string): string {
  return new RegExp(`^(async\\s+)?\\*?${name}\\s*\\(`).test(source) ? source : `${name}: ${source}`;
}

function asFunction(
  name: Exclude<keyof CanonicalSources, 'ids'>,
  { [name]: source }: CanonicalSources,
): string | undefined {
  if (source === undefined) return undefined;
  const property = asProperty(name, source);
  return property === source ? `{ ${property} }.${name}` : source;
}

function inPattern(name: string): string {
  return name.replaceAll('$', '\\$');
}
