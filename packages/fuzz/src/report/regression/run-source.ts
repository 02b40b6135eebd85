/** Modules that `RUN_SOURCE` imports. */
export const RUN_IMPORTS: readonly string[] = [
  "import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';",
  "import vm from 'node:vm';",
];

/**
 * Source of the function that the tests call. It feeds chunks to a fresh parser and gives what came of it, by the same rules as
 * a run of the fuzzer; `how` says what else is done to the parser.
 */
export const RUN_SOURCE = `// Feeds chunks to a fresh parser and gives what came of it.
async function run(chunks, how = {}) {
  const { pacing = 'burst', ending = 'end', wait = 0, overwrite = false, words = false, kept = [], guarded = false } = how;
  const seen = { events: {}, positions: [] };
  let [over, still, broken] = [false, false];
  const message = (content) => {
    if (over) return;
    try {
      const events = (seen.events[stream(content)] ??= []);
      const { of, data } = piece(content) ?? {};
      const last = events.at(-1);
      if (how.positions) seen.positions.push(text(position(content)));
      kept.push({ content, before: text(project(content)) });
      if (of === undefined) events.push(text(project(content)));
      else if (data.length === 0) return;
      else if (last?.of !== of) events.push({ of, data: typeof data === 'string' ? data : Buffer.from(data) });
      else last.data = typeof data === 'string' ? last.data + data : Buffer.concat([last.data, data]);
    } catch (thrown) {
      broken ??= thrown;
    }
  };
  const error = (thrown) => {
    if (!over) seen.error = words ? String(thrown?.message ?? thrown) : errorKind(thrown);
    over = true;
  };
  // A loop that never ends is stopped only by a time limit of another context. One that computed for little of it stood still.
  const call = (method) => {
    const before = process.cpuUsage();
    try {
      return guarded ? vm.runInNewContext('method()', { method }, { timeout: 2000 }) : method();
    } catch (thrown) {
      still ||= thrown?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' && process.cpuUsage(before).user < 1_000_000;
      return error(thrown);
    }
  };
  const settled = (result) => {
    if (typeof result?.then !== 'function') return undefined;
    let waiting = true;
    // Pauses are counted, not time: of a machine that stands still, one comes late.
    const late = async () => {
      for (let pause = 0; waiting && pause < 80; pause++) await sleep(25, undefined, { ref: false });
      if (waiting) error({ code: 'late' });
    };
    return Promise.race([result.then(undefined, error), late()]).then(() => void (waiting = false));
  };
  const quiet = async (milliseconds = wait) => {
    for (let turns = 0; turns < 12; turns++) await turn();
    if (milliseconds > 0) await sleep(milliseconds);
  };
  const parser = await open({ message, error });
  const goesOn = () => !over && !parser.closed;
  const pending = [];
  for (const chunk of chunks) {
    if (!goesOn()) break;
    // Without a promise there is no pause, not even that of an \`await\`.
    const written = settled(call(() => parser.write(chunk)));
    if (pacing === 'burst' && overlappingWrites) pending.push(written);
    else if (written) await written;
    if (pacing !== 'burst') await quiet(pacing === 'stall' ? 60 : wait);
    if (overwrite) flip(chunk);
  }
  await Promise.all(pending);
  await quiet();
  const failure = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read', errno: -104 });
  if (goesOn() && ending === 'end') await settled(call(() => parser.end?.()));
  if (goesOn() && ending === 'failure') await settled(call(() => parser.fail?.(failure)));
  await quiet(Math.max(wait, 25));
  over = true;
  try {
    await parser.dispose?.();
  } catch {
    // Nothing of the run hangs on it.
  }
  if (broken) throw broken;
  return still && !how.again ? run(chunks, { ...how, again: true }) : seen;
}

// Makes every byte another one, as a transport does that reuses its read buffer.
function flip(chunk) {
  for (let at = 0; at < chunk.length; at++) chunk[at] = ~chunk[at] & 0xff;
}

// Memory of its own, with a byte around the chunk that belongs to no input.
function padded(chunk, byte) {
  const memory = new Uint8Array(chunk.length + 16).fill(byte);
  memory.set(chunk, 8);
  return Buffer.from(memory.buffer, 8, chunk.length);
}

function text(message) {
  const names = new Map();
  const form = (value, ancestors) => {
    if (typeof value === 'bigint') return \`\${value}n\`;
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : { number: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol' || value === undefined) return { is: String(typeof value) };
    if (typeof value !== 'object' || value === null) return value;
    if (ancestors.includes(value)) return { circular: ancestors.length - ancestors.indexOf(value) };
    const inside = [...ancestors, value];
    if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
    if (typeof value.on === 'function' || typeof value.getReader === 'function') return { is: value.constructor?.name };
    if (value instanceof Error) return { error: value.name, message: value.message };
    if (value instanceof Date) return { date: value.getTime() };
    if (value instanceof Map || value instanceof Set) return { has: form([...value], inside) };
    if (Array.isArray(value)) return Array.from(value, (item) => form(item, inside));
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => {
          if (!ids.includes(key) || value[key] == null) return [key, form(value[key], inside)];
          if (!names.has(value[key])) names.set(value[key], \`#\${names.size + 1}\`);
          return [key, names.get(value[key])];
        }),
    );
  };
  return JSON.stringify(form(message, []));
}
`;
