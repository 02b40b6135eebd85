/** The bytes of one frame, as a codec reads them. */
export interface Frame {
  readonly length: number;
}
