import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda, type Task } from '../src/simulation/agenda.js';
import { runs } from './support/run.js';

const commands = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ plan: fc.nat(20), kind: fc.constantFrom('traffic' as const, 'timer' as const) }),
    },
    { weight: 2, arbitrary: fc.record({ cancel: fc.nat() }) },
    { weight: 2, arbitrary: fc.constant('take' as const) },
  ),
  { maxLength: 400 },
);

test('any plans and cancellations, are taken by time and then by order of planning', () => {
  fc.assert(
    fc.property(commands, (list) => {
      const agenda = new Agenda();
      let model: { at: number; id: number; task: Task }[] = [];
      let planned = 0;
      let taken = -1;
      for (const command of list) {
        if (command === 'take') {
          model.sort((a, b) => a.at - b.at || a.id - b.id);
          const next = model.shift();
          expect(agenda.peek()?.at).toBe(next?.at);
          agenda.take()?.();
          if (next !== undefined) expect(taken).toBe(next.id);
        } else if ('plan' in command) {
          const id = planned++;
          const task = agenda.plan(command.kind, command.plan, () => {
            taken = id;
          });
          model.push({ at: command.plan, id, task });
        } else if (model.length > 0) {
          const gone = model[command.cancel % model.length];
          if (gone !== undefined) agenda.cancel(gone.task);
          model = model.filter((one) => one !== gone);
        }
        const timers = model.filter(({ task }) => task.kind === 'timer');
        expect(agenda.waiting('timer')).toBe(timers.length);
        expect(agenda.waiting('traffic')).toBe(model.length - timers.length);
        expect(agenda.nextTimer() ?? Number.POSITIVE_INFINITY).toBe(Math.min(...timers.map(({ at }) => at)));
      }
    }),
    runs(300),
  );
});

test('many cancelled timers, are forgotten', () => {
  const agenda = new Agenda();
  for (let i = 0; i < 10_000; i++) agenda.cancel(agenda.plan('timer', 60_000 - i, () => {}));
  agenda.plan('timer', 70_000, () => {});
  expect(agenda.nextTimer()).toBe(70_000);
  expect(agenda.waiting('timer')).toBe(1);
});
