/** How many calls may be under way at a time. */
export interface CallLimits {
  /** Unary ones. */
  readonly calls: number;
  /** Those with a stream in any direction. */
  readonly streams: number;
}
