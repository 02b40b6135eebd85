import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Subject } from './subject.js';

/** The subjects of a module, or the one of that name. @throws Error when there is none. */
export async function loadSubjects(module: string, name: string | undefined): Promise<readonly Subject[]> {
  const url = module.startsWith('file:') ? module : pathToFileURL(resolve(module)).href;
  const { subjects } = (await import(url)) as { readonly subjects: readonly Subject[] };
  const chosen = subjects.filter((subject) => name === undefined || subject.name === name);
  if (chosen.length === 0)
    throw new Error(`no protocol is named ${name}; there are ${subjects.map((one) => one.name).join(', ')}`);
  return chosen;
}

/** The protocol of a seed: all have their turns. */
export function subjectOf(subjects: readonly Subject[], seed: number): Subject {
  return subjects[seed % subjects.length] as Subject;
}
