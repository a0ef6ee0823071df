/**
 * What a device may say in one message. Each limit is far above what real hardware sends (noted beside it), and low
 * enough that a broken or hostile device cannot take the store's memory with it.
 */
export const limits = {
  /** One message in its wire form. A full gondola's frame is 5 kB; the largest allowed weight frame is 5.4 MB. */
  messageBytes: 8 * 1024 * 1024,
  /** Device, gate, gondola, track, shopper and tag names. The longest seen is a track id of 19 digits; an EPC URI has 40. */
  idLength: 128,
  /** Three years either side of time zero. It also finds a device that stamps its messages with Unix time. */
  instantMs: 100_000_000_000,
  /** Load cells of this kind sample at 60 a second. */
  rateHz: { least: 1, most: 1000 },
  /** Time steps of one weight frame; real ones carry 12. A minute at 60 a second fits. */
  samples: 4096,
  /** Shelves of one gondola; real ones have 6. */
  shelves: 32,
  /** Plates of one shelf; real ones have up to 14, wired or not. */
  plates: 64,
  /** Readings in one weight frame, over samples, shelves and plates; real ones carry about 1,000. */
  readings: 1_000_000,
  /** People in one tracks frame: more than a fire officer allows into a shop this size. */
  people: 500,
  /** Hands of one person. */
  hands: 2,
  /** A coordinate's distance from the store's origin, metres. */
  coordinateMetres: 1000,
  /** Tag reads in one sweep of a vestibule. */
  reads: 10_000,
  /** Signal strength of one read; readers say dBm (-90 to -20) or a byte (0 to 255). */
  rssi: { least: -200, most: 255 },
  /** People let in by one entry pass. */
  party: 20,
} as const
