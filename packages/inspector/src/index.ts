/** The inspector of Wirechart. */
export type * from './feed.js';
