/** What a campaign says. */
import type { Progress } from './campaign.js';
import { checkPlan, type Failure } from './check-seed.js';
import { coverageText, uncovered } from './coverage.js';
import { type CampaignOptions, OWN_SUBJECTS } from './options.js';
import { type Plan, planOf } from './plan.js';
import { run } from './run.js';
import { shrink } from './shrink.js';
import type { Subject } from './subject.js';

export function progressLine({ done, seeds, rate, failures, counts }: Progress): string {
  const all = Object.values(counts).flatMap((some) => Object.values(some));
  const covered = all.filter((count) => count > 0).length;
  return (
    `${number(done)} of ${number(seeds)} seeds, ${number(rate)} per second, ` +
    `${covered} of ${all.length} states and edges, ${failures.length} failures`
  );
}

/** Coverage of each chart, and what was never reached. */
export function coverageReport({ counts }: Progress): string {
  return Object.entries(counts)
    .map(([name, some]) =>
      [`${name}: ${coverageText(some)}`, ...uncovered(some).map((one) => `  not reached: ${one}`)].join('\n'),
    )
    .join('\n');
}

/** A failure in full: the seed, the smallest plan that still fails, its trace, and how to repeat it. */
export async function failureReport(failure: Failure, subject: Subject, options: CampaignOptions): Promise<string> {
  const { seed } = failure;
  const fails = async (plan: Plan) => (await checkPlan(subject, plan, true)).length > 0;
  const smallest = await shrink(planOf(seed), fails);
  const violations = await checkPlan(subject, smallest, true);
  const { trace } = await run(subject, smallest, { trace: true });
  return [
    `FAILED: ${failure.subject}, seed ${seed}`,
    ...failure.violations.map((violation) => `  ${violation}`),
    'the smallest plan that fails:',
    `  ${JSON.stringify(smallest)}`,
    ...violations.map((violation) => `  ${violation}`),
    `its trace${trace.length > LINES ? `, the last ${LINES} of ${trace.length} lines` : ''}:`,
    ...trace.slice(-LINES).map((line) => `  ${line}`),
    'repeat it:',
    `  ${repeatCommand(failure, options)}`,
  ].join('\n');
}

function repeatCommand({ seed, subject }: Failure, { subjects }: CampaignOptions): string {
  const module = subjects === OWN_SUBJECTS ? '' : ` --subjects ${subjects}`;
  return `pnpm campaign --seeds 1 --seed ${seed} --workers 1 --protocol ${subject}${module}`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

const LINES = 80;
