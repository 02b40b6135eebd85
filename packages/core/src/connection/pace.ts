/** How much is done at a time. */
export interface Pace {
  /** Asked now and then between two events, and within what takes long. */
  mayGoOn(): boolean;
}
