/** `node examine-main.js <family> <name> <budget>`: examines a subject in this process and prints its row as JSON. */
import { loadFamily } from './entry.js';
import { examine } from './examine.js';

const [family = '', name = '', budget = ''] = process.argv.slice(2);
const entry = (await loadFamily(family)).find((one) => one.name === name);
if (entry === undefined) throw new Error(`no subject ${name} in ${family}`);
const row = await examine(family, entry, Number(budget));
// A subject may leave timers and sockets behind.
process.stdout.write(JSON.stringify(row), () => process.exit(0));
