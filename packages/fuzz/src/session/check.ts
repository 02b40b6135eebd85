import type { Input } from '../inputs/corpus.js';
import { readCorpus, toBytes } from '../inputs/corpus.js';
import { CorpusFolder } from '../inputs/folder.js';
import { beyondMarks, cutsAtMarks, variantsOf } from '../inputs/variants.js';
import { ChildPool } from '../isolation/child-pool.js';
import type { Executor, SubjectDescription } from '../isolation/executor.js';
import { LocalExecutor } from '../isolation/local-executor.js';
import { isModule, loadSubject, type SubjectModule } from '../isolation/subject-module.js';
import { compare } from '../oracles/compare.js';
import { contractOn, FAILING, type FindingClass } from '../oracles/finding-class.js';
import type { References } from '../oracles/reference.js';
import type { Suspicion } from '../oracles/trial.js';
import { type Pacing, WHOLE } from '../plan/chunking.js';
import { countPlan, longSteps, quickSteps, type ResolvedPlan, resolvePlan, SCOUTING } from '../plan/plan.js';
import { type FindingContext, failsBy } from '../report/build-finding.js';
import { type CallSite, readCallSite } from '../report/regression/call-site.js';
import type { Report } from '../report/report.js';
import { currentTestRunner } from '../report/test-runner.js';
import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { type Baseline, type Calibration, calibrate } from './calibrate.js';
import { type Case, Cases } from './cases.js';
import { Examination } from './examination.js';
import { countFaults, injectFaults } from './faults.js';
import { searchGenerated } from './generated.js';
import { MemoryProbes } from './memory-probes.js';
import { searchMutants } from './mutants.js';
import {
  checkOptions,
  type FuzzOptions,
  type Numbers,
  resolveNumbers,
  type SessionOptions,
  withFormat,
} from './options.js';
import { inTurn, pursue, type Task } from './pipeline.js';
import { ProgressTeller } from './progress-teller.js';
import { toReferences } from './references.js';
import { replayOne } from './replay.js';
import { Interrupted, Runner, unlessInterrupted } from './runner.js';
import { type Scouting, scoutAll } from './scout.js';
import { writeReport } from './write-report.js';

/**
 * Looks for chunkings of the corpus for which a parser gives something else than for the whole input, and reports
 * what it finds.
 *
 * @param subject A subject, which runs in this process; or the module that exports it, which then runs in processes of
 *   its own, so that a crash or too much memory is a finding as well.
 * @throws FuzzUsageError if the subject, the corpus or an option is at fault; the signal's reason if it fires before the subject is
 *   loaded (after that, what was found by then is reported).
 */
export function checkChunkInvariance<Message>(
  subject: Subject<Message> | SubjectModule,
  options: FuzzOptions<Message>,
): Promise<Report> {
  return check(subject, options, readCallSite(new Error().stack));
}

/** The same for a caller that has looked where it was called. */
export async function check<Message>(
  subject: Subject<Message> | SubjectModule,
  given: FuzzOptions<Message>,
  callSite: CallSite | undefined,
): Promise<Report> {
  checkOptions(given as FuzzOptions);
  if (given.isolation !== undefined && !isModule(subject)) {
    throw new FuzzUsageError(
      'INVALID_OPTION',
      'isolation is for a subject that is given by its module: { module: new URL(…) }',
    );
  }
  const options = withFormat(given);
  const isolation = options.coverage ? { ...options.isolation, workers: 1 } : options.isolation;
  const executor: Executor = isModule(subject)
    ? new ChildPool(subject, isolation)
    : new LocalExecutor(subject as Subject);
  // Processes that are at work would only be in the way of the report: they end at once, and nobody waits until they are gone.
  const abandon = () => void executor.close();
  options.signal?.addEventListener('abort', abandon, { once: true });
  try {
    const session = new Session(executor, subject as Subject | SubjectModule, options as SessionOptions, callSite);
    return options.replay === undefined ? await session.report() : await session.replay(options.replay);
  } catch (error) {
    // Before the subject is known there is nothing to report.
    throw error instanceof Interrupted ? options.signal?.reason : error;
  } finally {
    options.signal?.removeEventListener('abort', abandon);
    const closing = executor.close();
    if (!options.signal?.aborted) await closing;
  }
}

/** Mutants are made of inputs of at most so many bytes, if there are such. */
const LONGEST_SEED = 1024;
/** Milliseconds that an input beyond the marks of streams may take whole. */
const LONGEST_AT_MARKS = 100;
const DEFAULT_PACINGS: readonly Pacing[] = ['burst', 'tick'];

class Session {
  readonly #executor: Executor;
  readonly #subject: Subject | SubjectModule;
  readonly #options: SessionOptions;
  readonly #callSite: CallSite | undefined;
  readonly #numbers: Numbers;
  readonly #plan: ResolvedPlan;
  readonly #runner: Runner;
  readonly #progress: ProgressTeller;
  readonly #folder: CorpusFolder | undefined;

  constructor(
    executor: Executor,
    subject: Subject | SubjectModule,
    options: SessionOptions,
    callSite: CallSite | undefined,
  ) {
    this.#executor = executor;
    this.#subject = subject;
    this.#options = options;
    this.#callSite = callSite;
    this.#numbers = resolveNumbers(options);
    this.#plan = resolvePlan(options.plan);
    this.#runner = new Runner(executor, { ...this.#numbers, signal: options.signal });
    this.#progress = new ProgressTeller(this.#runner, options.onProgress);
    this.#folder = options.corpusFolder === undefined ? undefined : new CorpusFolder(options.corpusFolder);
  }

  async report(): Promise<Report> {
    const given = readCorpus(this.#options.corpus);
    const inputs = [...given, ...(this.#folder?.read() ?? [])];
    const description = await this.#runner.unlessAborted(this.#executor.describe());
    // V8 counts within a function only if it looked before that was compiled, which is when it is called first.
    if (this.#options.coverage) await this.#executor.coverage('discard');
    const allowSilent = this.#options.allowSilent ?? false;
    const calibration = await unlessInterrupted(calibrate(this.#runner, inputs, { allowSilent }), NOTHING_LEARNED);
    const canonical = await this.#canonical(given.some(({ output }) => output !== undefined));
    const references = toReferences(this.#options, given, canonical, this.#runner);
    const cases = new Cases(this.#runner, this.#ignored(description), references);
    const context = this.#context(description, references);
    const take = async (baseline: Baseline, suspicion: Suspicion): Promise<Case | undefined> => {
      const found = await cases.take(baseline.input, baseline.whole, suspicion);
      if (this.#options.failFast && found !== undefined && failsBy(found.class, context)) this.#runner.satisfied = true;
      this.#progress.findings = cases.all.length;
      return found;
    };
    const finished = await unlessInterrupted(this.#search(calibration, cases, references, take), false);
    return writeReport(context, cases.all, {
      progress: this.#progress,
      seed: this.#numbers.seed,
      inputs: inputs.length,
      finished,
      notes: [...calibration.notes, ...cases.notes()],
    });
  }

  /** Tries one case again, as it was printed. */
  async replay(replay: string): Promise<Report> {
    const description = await this.#runner.unlessAborted(this.#executor.describe());
    const inputs = this.#options.corpus === undefined ? [] : readCorpus(this.#options.corpus);
    const canonical = await this.#canonical(inputs.some(({ output }) => output !== undefined));
    const references = toReferences(this.#options, inputs, canonical, this.#runner);
    const found = await replayOne(this.#runner, replay, references);
    const context = { ...this.#context(description, references), shrinkTime: 0 };
    return writeReport(context, found, {
      progress: this.#progress,
      seed: this.#numbers.seed,
      inputs: 1,
      finished: true,
      notes: ['A replay: nothing but this case was tried.'],
    });
  }

  /** @returns Whether all of the plan was done. */
  async #search(
    { baselines, suspicions }: Calibration,
    cases: Cases,
    references: References,
    take: (baseline: Baseline, suspicion: Suspicion) => Promise<Case | undefined>,
  ): Promise<boolean> {
    const { seed, mutations, mutationTime } = this.#numbers;
    const pacings = this.#options.pacings ?? DEFAULT_PACINGS;
    const found = async (baseline: Baseline, suspicion: Suspicion) => void (await take(baseline, suspicion));
    // What is known of the corpus is not confirmed again for every variant and mutant.
    const foundBeyond = async (baseline: Baseline, suspicion: Suspicion) => {
      const accepted = baseline.whole.verdict.type === 'finished';
      if (!cases.knows(suspicion, accepted)) await found(baseline, suspicion);
    };
    const faults = this.#options.faults ?? (['early-end', 'failed-read'] as const);
    const variants = (this.#options.variants ?? true) ? variantsOf(baselines.map(({ input }) => input)) : [];
    const ways = this.#runner.timing === 'synchronous' ? 1 : pacings.length;
    this.#progress.plan(
      baselines.map(
        ({ input: { bytes } }) => countPlan(this.#plan, bytes.length) * ways + countFaults(faults, bytes.length),
      ),
      variants.map(({ bytes }) => countPlan(SCOUTING, bytes.length)),
    );

    await this.#firstSuspicions(baselines, suspicions, references, found);
    const examinations = baselines.map((baseline) => {
      const suspect = (suspicion: Suspicion) => found(baseline, suspicion);
      return { baseline, suspect, of: new Examination(this.#runner, baseline, pacings, suspect) };
    });
    const length = (of: Examination) => of.baseline.input.bytes.length;
    const steps = (make: (of: Examination) => Task[]) => inTurn(examinations.map(({ of }) => make(of)));
    const scouting: Scouting = { plan: SCOUTING, pacings, seed, found: foundBeyond };
    const told = ({ of }: Task) => this.#progress.tell(of);

    const probes = new MemoryProbes(this.#runner, examinations);
    if (this.#runner.timing === 'asynchronous') probes.begin();
    // What is cheap comes first for every input, so that a small budget is spent well.
    await pursue(
      this.#runner,
      steps((of) => [...quickSteps(this.#plan, length(of))].map((step) => ({ of, step }))),
      told,
    );
    await probes.judge();
    const scouts = await scoutAll(this.#runner, variants, scouting);
    await pursue(
      this.#runner,
      scouts.flatMap((scout) => scout.quick()),
      told,
    );
    await pursue(
      this.#runner,
      steps((of) => [...longSteps(this.#plan, length(of), seed)].map((step) => ({ of, step }))),
      told,
    );
    await pursue(
      this.#runner,
      scouts.flatMap((scout) => scout.long()),
      told,
    );
    if (this.#options.variants ?? true) await this.#cutAtMarks(baselines, scouting);
    for (const baseline of baselines) {
      await injectFaults(this.#runner, baseline, {
        faults,
        pacings,
        found: foundBeyond,
        done: () => this.#progress.add(1),
      });
    }
    await this.#searchArbitrary(cases, pacings, take);
    const planDone = !this.#runner.stopped;
    const made = await searchMutants(this.#runner, {
      ...this.#seeds(baselines),
      pacings,
      seed,
      found: foundBeyond,
      count: mutations,
      until: performance.now() + mutationTime,
      coverage: this.#options.coverage ? (request) => this.#executor.coverage(request) : undefined,
      folder: this.#folder,
      told: (name) => this.#progress.tellOf(name),
    });
    return planDone && (mutations === undefined || made >= mutations || !this.#runner.stopped);
  }

  /** Long inputs in few ways: of the first input alone, and only where that is quick. */
  async #cutAtMarks(baselines: readonly Baseline[], scouting: Scouting): Promise<void> {
    const input = baselines.slice(0, 1).flatMap((baseline) => beyondMarks(baseline.input) ?? []);
    for (const scout of await scoutAll(this.#runner, input, scouting)) {
      const of = scout.examination;
      // The first time of all may be a slow one.
      const again = await this.#runner.runOne(of.baseline.input.bytes, WHOLE, this.#runner.mode());
      if (Math.min(scout.whole.duration, again.duration) > LONGEST_AT_MARKS) continue;
      const cuts = [...cutsAtMarks(of.baseline.input.bytes.length)];
      await pursue(this.#runner, [{ of, step: { family: 'marks', cuts }, pacings: scouting.pacings.slice(-1) }]);
    }
  }

  async #firstSuspicions(
    baselines: readonly Baseline[],
    suspicions: readonly Suspicion[],
    references: References,
    found: (baseline: Baseline, suspicion: Suspicion) => Promise<void>,
  ): Promise<void> {
    for (const baseline of baselines) {
      const { bytes } = baseline.input;
      for (const suspicion of suspicions) if (suspicion.bytes === bytes) await found(baseline, suspicion);
      for (const against of ['expected', 'reference'] as const) {
        const wanted = await references[against]?.(bytes);
        if (wanted === undefined || compare(wanted, baseline.whole) === undefined) continue;
        await found(baseline, { class: against, bytes, chunking: WHOLE, ending: 'end' });
      }
    }
  }

  async #searchArbitrary(
    cases: Cases,
    pacings: readonly Pacing[],
    take: (baseline: Baseline, suspicion: Suspicion) => Promise<Case | undefined>,
  ): Promise<void> {
    const { seed, arbitraryRuns, shrinkTime } = this.#numbers;
    const arbitrary = this.#options.arbitrary?.map((input: Input) => toBytes('a value of `arbitrary`', input));
    if (arbitrary === undefined || this.#runner.stopped) return;
    await searchGenerated(this.#runner, cases, { arbitrary, runs: arbitraryRuns, seed, pacings, shrinkTime, take });
  }

  #seeds(baselines: readonly Baseline[]): { seeds: readonly Uint8Array[]; dictionary: readonly Uint8Array[] } {
    const all = baselines.map(({ input }) => input.bytes);
    const short = all.filter((bytes) => bytes.length <= LONGEST_SEED);
    const smallest = [...all].sort((a, b) => a.length - b.length).slice(0, 1);
    const dictionary = (this.#options.dictionary ?? []).map((token) => toBytes('a token of the dictionary', token));
    return { seeds: short.length > 0 ? short : smallest, dictionary };
  }

  /** The functions of the canonical form are needed here only where outputs are made from messages here. */
  async #canonical(byHand: boolean): Promise<Subject['canonical']> {
    if (this.#options.reference === undefined && !byHand) return undefined;
    return (isModule(this.#subject) ? await loadSubject(this.#subject) : this.#subject).canonical;
  }

  #ignored({ contract }: SubjectDescription): Set<FindingClass> {
    const intended = (['keeps-input', 'changes-input', 'aliases-input', 'changes-output'] as const).filter(
      (found) => contractOn(contract, found) === 'intended',
    );
    return new Set([...(this.#options.ignore ?? []), ...intended]);
  }

  #context(description: SubjectDescription, references: References): FindingContext {
    return {
      runner: this.#runner,
      references,
      source: {
        name: description.name ?? description.package ?? 'subject',
        description,
        module: isModule(this.#subject) ? this.#subject : undefined,
        callSite: this.#callSite,
        testRunner: this.#options.testRunner ?? currentTestRunner(),
      },
      failOn: new Set(this.#options.failOn ?? FAILING),
      shrinkTime: this.#numbers.shrinkTime,
    };
  }
}

const NOTHING_LEARNED: Calibration = { baselines: [], suspicions: [], notes: [] };
