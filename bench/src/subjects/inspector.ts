/** An inspector that looks for as long as whoever started it is there. */
import { attach } from '@wirechart/inspector/program';

await attach(process.argv[2] as string);
process.send?.('attached');
process.on('disconnect', () => process.exit());
