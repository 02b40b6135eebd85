/** The inspector of Wirechart: what a program is inspected by. The program that looks is the command `wirechart inspect`. */
export { type InspectableOptions, type Inspected, inspectable, inspector } from './agent/index.js';
export { type Recording, type RecordingOptions, recordChunks, recording } from './agent/recording.js';
export type * from './feed.js';
