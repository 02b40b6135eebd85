import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** Where a child process finds the subject. */
export interface SubjectModule {
  /** URL of the module, as from `new URL('./my.subject.js', import.meta.url)` or `pathToFileURL(path)`. */
  readonly module: URL;
  /** Name of the export. Default: `subject` if the module has it, else `default`. */
  readonly exportName?: string;
}

/** Throws FuzzUsageError (`SUBJECT_INVALID`) for a module that is not named by a URL. */
export function isModule(subject: Subject<never> | SubjectModule): subject is SubjectModule {
  if (typeof subject !== 'object' || subject === null || !('module' in subject)) return false;
  if (subject.module instanceof URL || typeof (subject.module as URL | undefined)?.href === 'string') return true;
  throw new FuzzUsageError(
    'SUBJECT_INVALID',
    '`module` must be a URL, as from new URL("./my.subject.js", import.meta.url) or pathToFileURL(path)',
  );
}

/** Imports a module and takes the subject out of it. Throws FuzzUsageError if there is none. */
export async function loadSubject({ module, exportName }: SubjectModule): Promise<Subject> {
  let exports: Record<string, unknown>;
  try {
    exports = (await import(module.href)) as Record<string, unknown>;
  } catch (error) {
    throw new FuzzUsageError('SUBJECT_INVALID', `${module.href} cannot be imported: ${String(error)}`, {
      cause: error,
    });
  }
  const name = exportName ?? (exports['subject'] === undefined ? 'default' : 'subject');
  const subject = exports[name] as Partial<Subject> | undefined;
  if (typeof subject?.open !== 'function') {
    throw new FuzzUsageError('SUBJECT_INVALID', `${module.href} exports no subject as ${JSON.stringify(name)}`);
  }
  return subject as Subject;
}
