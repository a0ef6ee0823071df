/**
 * What tags at the exit can tell. Numbers without a unit are probabilities, or factors between them. What a store's own
 * reader does is learned from its passages; these are what is believed before, and how many units or passages that weighs.
 */
export const rfidPolicy = {
  // The reader.
  /** A carried tag is read: nine sweeps over 915 tags read 92.8 to 97.3 % (Hasler et al., IEEE RFID 2019) … */
  readShare: 0.95,
  /** … believed like so many units seen to pass; each article's own share is believed from the store's like as many. */
  readShareUnits: 20,
  /** Liquids and foil are read badly, never worse than this where a tag was read at all; and no reader is perfect. */
  leastReadShare: 0.3,
  mostReadShare: 0.995,
  /** Tags of the shelves near by that are read while somebody passes: a portal is turned down until they are few … */
  straysPerPassage: 1,
  /** … believed like so many passages. */
  strayPassages: 3,
  /** Which article a stray is: evenly over all, against what was seen of strays, like so many of them. */
  strayEvenness: 20,
  /** A tag that was read while others passed is read again so much rather than that just this unit was taken. */
  knownStray: 5,
  /** Somebody's bag lets no signal through: then nothing they carry is read. */
  shielded: 0.01,

  // The tags.
  /** The reader reads nothing, ever: before the first tag was read, as likely as not. */
  silentShare: 0.5,
  /** An article is tagged, where some are: stores that tag mostly tag everything; believed like so many articles. */
  taggedShare: 0.8,
  taggedArticles: 1,

  // What no plate sees.
  /** A unit is handed to somebody else in the store in silence, or left where no plate is. */
  changedHands: 0.02,
  /** Their hands met away from the shelves, this close, in so many frames with no longer breaks: then far rather. */
  changedHandsMet: 0.2,
  /** … unless they stood side by side and did not face each other, as those do who reach to one shelf. */
  changedHandsBeside: 0.05,
  handsMeetMetres: 0.25,
  handsMeetFrames: 3,
  handsMeetMs: 1_000,
  /**
   * Two who stand at arms' length, with their hands together on the line between them and not beside it, for so long: then
   * something changes hands in so many of ten cases; in the others they show, help, or greet. Whoever took a thing keeps it
   * rather than not, as long as nothing else tells.
   */
  handedOver: 0.4,
  facingMetres: 0.55,
  facingAsideMetres: 0.12,
  facingMs: 600,
  /** What nobody is known to hold any more, and is read with somebody, came to them that way. */
  foundAgain: 0.5,
  /** A stray thing that was taken from a shelf unseen, by the one who has its like. */
  strayTaken: 0.02,
  /** Units that a visitor takes from plates that do not see it (dead, stuck, too light), of all articles together. */
  takenUnseen: 0.02,
  /** Weight was seen to go, and what it was not recognised: it was this article of those that belong there. */
  unrecognised: 0.3,
  /** Of several that went at once, one more than was recognised, as far as scales may miss it: for each that went beside it. */
  miscounted: 0.02,
  /** What was weighed was another article than any that was considered: a new one, a stranger's stray. */
  otherArticle: 0.002,

  // When.
  /** A tag read this long before somebody went through the first door, or after the second, was hardly theirs. */
  aroundDoorsMs: 500,
  /** Who was read at this fit or better has passed the reader: what was not read of them tells something too. */
  sweptFrom: 0.3,
  /** Reads of one passage are complete so long after its first sweep, or after the second door … */
  sweepsForMs: 1_000,
  afterDoorMs: 1_000,
  /** … and a reader that is silent is waited for so long, until it has been so for so many passages. */
  silentForMs: 4_000,
  silentPassages: 2,
  /** How far back the first of a party may have gone out before the last. */
  partyMs: 60_000,

  // How far is searched, and how much is kept.
  /** Tags that are known to have been sold, and as many that were read with nobody who had them: some days of a busy store. */
  mostTags: 50_000,
  /** What one world may become by the reads of one passage, and how far the least is below the best (1e-4), in natural logarithms. */
  mostVariants: 12,
  leastVariantLog: -9.2,
} as const

export type RfidPolicy = { readonly [Value in keyof typeof rfidPolicy]: number }
