/** Makes a failing plan smaller as long as it goes on failing. */
import type { ClientPlan, Plan } from './plan.js';

/** @param fails whether a plan still fails */
export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan;
  for (let tries = 0; tries < MOST_TRIES; ) {
    let smaller: Plan | undefined;
    for (const candidate of candidates(smallest)) {
      tries += 1;
      if (tries > MOST_TRIES) break;
      if (!(await fails(candidate))) continue;
      smaller = candidate;
      break;
    }
    if (smaller === undefined) break;
    smallest = smaller;
  }
  return smallest;
}

/** Plans with a little less in them, the boldest first. */
function* candidates(plan: Plan): Generator<Plan> {
  const { clients, network, server } = plan;
  // A client keeps its place, since its name and its texts come from it; the last one can go.
  for (let only = 0; only < clients.length; only++) {
    const others = clients.map((client, index) => (index === only ? client : IDLE_CLIENT));
    if (clients.some((client, index) => index !== only && client !== IDLE_CLIENT)) yield { ...plan, clients: others };
  }
  if (clients.at(-1) === IDLE_CLIENT && clients.length > 1) yield { ...plan, clients: clients.slice(0, -1) };
  if (server.early !== undefined) yield { ...plan, server: { ...server, early: undefined } };
  if (server.delay > 0) yield { ...plan, server: { ...server, delay: 0 } };
  if (network.latency[1] > 0) yield { ...plan, network: { ...network, latency: [0, 0] } };
  if (network.chunking !== 'as written') yield { ...plan, network: { ...network, chunking: 'as written' } };
  if (network.receiveBuffer < 65_536) yield { ...plan, network: { ...network, receiveBuffer: 65_536 } };
  if (network.highWater < 65_536) yield { ...plan, network: { ...network, highWater: 65_536 } };
  if (network.guarded) yield { ...plan, network: { ...network, guarded: false } };
  for (const [index, client] of clients.entries()) {
    for (const smaller of smallerClients(client)) yield { ...plan, clients: clients.with(index, smaller) };
  }
}

function* smallerClients(client: ClientPlan): Generator<ClientPlan> {
  const { requests, trouble } = client;
  if (trouble !== undefined) yield { ...client, trouble: undefined };
  for (let i = requests.length - 1; i >= 0; i--) yield { ...client, requests: requests.toSpliced(i, 1) };
  for (const [i, length] of requests.entries()) {
    if (length > 0) yield { ...client, requests: requests.with(i, length >> 1) };
  }
  if (client.start > 0) yield { ...client, start: 0 };
  if (client.stays) yield { ...client, stays: false };
  if (client.pipelined) yield { ...client, pipelined: false };
  if (trouble !== undefined && 'after' in trouble && trouble.after > 0) {
    yield { ...client, trouble: { ...trouble, after: trouble.after >> 1 } };
  }
  if (trouble?.kind === 'rogue' && trouble.bytes.length > 0) {
    yield { ...client, trouble: { ...trouble, bytes: trouble.bytes.slice(0, -1) } };
  }
}

const IDLE_CLIENT: ClientPlan = { start: 0, requests: [], pipelined: false, stays: false, trouble: undefined };
const MOST_TRIES = 400;
