/** How the frame log is cut into files, and for how long they are kept. */
export interface LogPolicy {
  /** A segment is closed when it has this many bytes, or when the hour it began in is over. */
  readonly segmentBytes: number
  /** One commit writes no more than this: a device waits for its own share of the disk, not for everybody's. */
  readonly groupBytes: number
  /** Runs that ended longer ago than this are deleted … */
  readonly keepMs: number
  /** … and the oldest ones while the whole log is larger than this. The run that is going on is never touched. */
  readonly keepBytes: number
}

/**
 * 64 MB are read back in about a second. A week leaves time to look into a dispute; 20 GB are about five hours of a store
 * of 40 gondolas at full rate, and weeks of a small one.
 */
export const logPolicy: LogPolicy = {
  segmentBytes: 64 * 1024 * 1024,
  groupBytes: 4 * 1024 * 1024,
  keepMs: 7 * 24 * 3_600_000,
  keepBytes: 20 * 1024 ** 3,
}
