/** The program that looks, for programs of one's own: what `wirechart inspect` does, in calls. */
export { type PageServer, type PageServerOptions, servePage } from './http/server.js';
export { Inspection, type InspectionListener } from './inspection.js';
export { openDump } from './sources/dump.js';
export { type Attachment, type AttachOptions, attach, attachToProcess } from './sources/live.js';
export { listenForActors, type XStateSource, type XStateSourceOptions } from './sources/xstate.js';
