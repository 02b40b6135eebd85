import fc from 'fast-check';
import { type Input, readCorpus, toBytes } from '../inputs/corpus.js';
import { mutationArbitrary } from '../inputs/mutations.js';
import { ChildPool } from '../isolation/child-pool.js';
import type { Executor, SubjectDescription } from '../isolation/executor.js';
import { LocalExecutor } from '../isolation/local-executor.js';
import type { SubjectModule } from '../isolation/subject-module.js';
import { loadSubject } from '../isolation/subject-module.js';
import { compare } from '../oracles/compare.js';
import { contractOn, FAILING, type FindingClass } from '../oracles/finding-class.js';
import type { Reference } from '../oracles/reference.js';
import type { Suspicion } from '../oracles/trial.js';
import { type Pacing, WHOLE } from '../plan/chunking.js';
import { longSteps, quickSteps, resolvePlan } from '../plan/plan.js';
import { buildFinding } from '../report/build-finding.js';
import { packageVersion } from '../report/package-version.js';
import type { Finding, Report, Severity } from '../report/report.js';
import type { Subject } from '../subject/subject.js';
import { type Baseline, calibrate } from './calibrate.js';
import { Cases } from './cases.js';
import { Examination } from './examination.js';
import { searchGenerated } from './generated.js';
import { probeMemory } from './memory-probes.js';
import { type FuzzOptions, resolveNumbers } from './options.js';
import { pursue, type Task } from './pipeline.js';
import { toReference } from './references.js';
import { Runner } from './runner.js';

/**
 * Looks for chunkings of the corpus for which a parser gives something else than for the whole input, and reports
 * what it finds.
 *
 * @param subject A subject, which runs in this process; or the module that exports it, which then runs in a process of
 *   its own, so that a crash or too much memory is a finding as well.
 * @throws FuzzUsageError if the subject, the corpus or an option is at fault.
 */
export async function checkChunkInvariance<Message>(
  subject: Subject<Message> | SubjectModule,
  options: FuzzOptions<Message>,
): Promise<Report> {
  const executor: Executor = isModule(subject)
    ? new ChildPool(subject, options.isolation)
    : new LocalExecutor(subject as Subject);
  try {
    return await new Session(executor, subject as Subject | SubjectModule, options as FuzzOptions).report();
  } finally {
    await executor.close();
  }
}

/** Milliseconds between two reports of progress. */
const PROGRESS_INTERVAL = 200;
/** Mutants are made of inputs of at most so many bytes, if there are such. */
const LONGEST_SEED = 1024;
const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low'];

class Session {
  readonly #executor: Executor;
  readonly #subject: Subject | SubjectModule;
  readonly #options: FuzzOptions;
  readonly #numbers: ReturnType<typeof resolveNumbers>;
  readonly #runner: Runner;
  readonly #started = performance.now();
  #told = 0;

  constructor(executor: Executor, subject: Subject | SubjectModule, options: FuzzOptions) {
    this.#executor = executor;
    this.#subject = subject;
    this.#options = options;
    this.#numbers = resolveNumbers(options);
    this.#runner = new Runner(executor, { ...this.#numbers, signal: options.signal });
  }

  async report(): Promise<Report> {
    const { corpus, allowSilent = false } = this.#options;
    const inputs = readCorpus(corpus);
    const plan = resolvePlan(this.#options.plan);
    const description = await this.#executor.describe();
    const { baselines, suspicions } = await calibrate(this.#runner, inputs, { allowSilent });
    const reference = toReference(this.#options.reference, await this.#canonical(), this.#runner);
    const cases = new Cases(this.#runner, this.#ignored(description), reference);

    if (this.#options.path === undefined) {
      for (const { input, whole } of baselines) {
        const first: Suspicion[] = suspicions.filter(({ bytes }) => bytes === input.bytes);
        if (reference !== undefined && compare(await reference(input.bytes), whole) !== undefined) {
          first.push({ class: 'reference', bytes: input.bytes, chunking: WHOLE, ending: 'end' });
        }
        for (const suspicion of first) await cases.take(input, whole, suspicion);
      }
      await this.#examineCorpus(baselines, cases, plan);
    }
    await searchGenerated(this.#runner, cases, {
      ...this.#generation(baselines),
      seed: this.#numbers.seed,
      path: this.#options.path,
      pacings: this.#pacings,
    });
    const interruption = this.#runner.interruption;
    const findings = await this.#findings(description, cases, reference);
    const name = nameOf(description);
    const version = description.package === undefined ? undefined : packageVersion(description.package);
    return {
      subject: { name, ...(version === undefined ? {} : { version }) },
      seed: this.#numbers.seed,
      runs: this.#runner.runs,
      inputs: inputs.length,
      asynchronous: this.#runner.timing === 'asynchronous',
      elapsed: performance.now() - this.#started,
      ...(interruption === undefined ? {} : { interrupted: interruption }),
      findings,
      notes: notes(cases),
    };
  }

  get #pacings(): readonly Pacing[] {
    return this.#options.pacings ?? ['burst', 'tick'];
  }

  /** The functions of the canonical form are needed here only for a reference. */
  async #canonical(): Promise<Subject['canonical']> {
    if (this.#options.reference === undefined) return undefined;
    return (isModule(this.#subject) ? await loadSubject(this.#subject) : this.#subject).canonical;
  }

  #ignored({ contract }: SubjectDescription): Set<FindingClass> {
    const intended = (['keeps-input', 'changes-input', 'aliases-input', 'changes-output'] as const).filter(
      (found) => contractOn(contract, found) === 'intended',
    );
    return new Set([...(this.#options.ignore ?? []), ...intended]);
  }

  async #examineCorpus(
    baselines: readonly Baseline[],
    cases: Cases,
    plan: ReturnType<typeof resolvePlan>,
  ): Promise<void> {
    const examinations = baselines.map((baseline) => {
      const suspect = async (suspicion: Suspicion) =>
        void (await cases.take(baseline.input, baseline.whole, suspicion));
      return { baseline, suspect, of: new Examination(this.#runner, baseline, this.#pacings, suspect) };
    });
    const tell = ({ of }: Task) => this.#tell(of.baseline, cases);
    const length = (of: Examination) => of.baseline.input.bytes.length;
    const quick = examinations.flatMap(({ of }) => [...quickSteps(plan, length(of))].map((step) => ({ of, step })));
    const long = inTurn(
      examinations.map(({ of }) => [...longSteps(plan, length(of), this.#numbers.seed)].map((step) => ({ of, step }))),
    );
    // Cheap steps of every input come before the long ones of any, so that a small budget is spent well.
    await pursue(this.#runner, quick, tell);
    await probeMemory(this.#runner, examinations);
    await pursue(this.#runner, long, tell);
  }

  #tell({ input }: Baseline, cases: Cases): void {
    const elapsed = performance.now() - this.#started;
    if (elapsed - this.#told < PROGRESS_INTERVAL) return;
    this.#told = elapsed;
    this.#options.onProgress?.({ runs: this.#runner.runs, input: input.name, findings: cases.all.length, elapsed });
  }

  #generation(baselines: readonly Baseline[]): { arbitrary: fc.Arbitrary<Uint8Array>; runs: number } {
    const { mutations, arbitraryRuns } = this.#numbers;
    const all = baselines.map(({ input }) => input.bytes);
    const short = all.filter((bytes) => bytes.length <= LONGEST_SEED);
    const smallest = [...all].sort((a, b) => a.length - b.length).slice(0, 1);
    const dictionary = (this.#options.dictionary ?? []).map((token) => toBytes('a token of the dictionary', token));
    const mutants = mutationArbitrary(short.length > 0 ? short : smallest, dictionary);
    const given = this.#options.arbitrary?.map((input: Input) => toBytes('a value of `arbitrary`', input));
    if (given === undefined) return { arbitrary: mutants, runs: mutations };
    return {
      arbitrary: fc.oneof({ arbitrary: mutants, weight: mutations }, { arbitrary: given, weight: arbitraryRuns }),
      runs: mutations + arbitraryRuns,
    };
  }

  async #findings(description: SubjectDescription, cases: Cases, reference: Reference | undefined): Promise<Finding[]> {
    const module = isModule(this.#subject) ? this.#subject : undefined;
    const context = {
      runner: this.#runner,
      reference,
      source: { name: nameOf(description), description, module },
      failOn: new Set(this.#options.failOn ?? FAILING),
      seed: this.#numbers.seed,
      shrinkTime: this.#numbers.shrinkTime,
    };
    const findings: Finding[] = [];
    for (const found of cases.all) findings.push(await buildFinding(context, found));
    return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }
}

/** The first of each, then the second of each, and so on. */
function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

function nameOf({ name, package: packageName }: SubjectDescription): string {
  return name ?? packageName ?? 'subject';
}

function isModule(subject: Subject<never> | SubjectModule): subject is SubjectModule {
  return typeof subject === 'object' && subject !== null && 'module' in subject;
}

function notes({ vanished }: Cases): string[] {
  if (vanished === 0) return [];
  return [
    `${vanished} ${vanished === 1 ? 'difference was' : 'differences were'} gone when there was more time, and not counted.`,
  ];
}
