import type { Catalog } from '@store/catalog/catalog.ts'
import { decodeSgtin96, EpcMalformed, NotSgtin96 } from '@store/catalog/epc.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { RfidPolicy } from './rfid-policy.ts'

/** What passages have taught of the store's tags: which articles bear them, how well they are read, and whose they were. */
export interface TagRegister extends Stateful<TagRegisterState> {
  /** The article that a tag names, as the catalogue spells it; `undefined` for what the store does not sell. */
  articleOf(epc: string): string | undefined
  /** A unit that left with somebody before: wherever it is read again, it is not taken again. */
  isSold(epc: string): boolean
  /** The probability that units of an article bear tags. */
  tagged(gtin: string): number
  /** The probability that a tag of the article is read when it is carried out. */
  readShare(gtin: string): number
  /** How many reads of strays are to be expected of this very tag's kind; far more if it was seen to be one. */
  straysOf(epc: string, gtin: string): number
  /** The probability that this store's reader never reads anything: no tags, or it is dead. 0 once it read one. */
  nothingTold(): number
  /** A tag of the article was read: it bears tags, whoever had it. */
  see(gtin: string): void
  /** What turned out of one passage. */
  learn(passage: LearntPassage): void
}

export interface LearntPassage {
  /** By article: how many units are believed to have been carried past the reader, and how many of them were read. */
  readonly articles: ReadonlyMap<string, { readonly carried: number; readonly read: number }>
  /** By tag: the article, and the probability that it was carried. */
  readonly tags: ReadonlyMap<string, { readonly gtin: string; readonly carried: number }>
}

export interface TagRegisterState {
  readonly articles: ReadonlyMap<string, Article>
  readonly sold: ReadonlySet<string>
  readonly straysSeen: ReadonlyMap<string, number>
  readonly passages: number
  readonly strays: number
  readonly isAnySeen: boolean
  readonly silentOdds: number
}

interface Article {
  carried: number
  read: number
  strays: number
  isSeen: boolean
  /** Odds for no tags by what was carried past and not read; 1 says nothing. */
  untaggedOdds: number
}

export function tagRegister(catalog: Catalog, policy: RfidPolicy): TagRegister {
  const articles = new Map<string, Article>()
  const sold = new Set<string>()
  /** How often a tag was read with nobody who had it. */
  const straysSeen = new Map<string, number>()
  const count = catalog.products.length
  let passages = 0
  let strays = 0
  let isAnySeen = false
  /** Odds for no reads ever, by what was carried past and not read. */
  let silentOdds = policy.silentShare / (1 - policy.silentShare)

  const known = (gtin: string): Article => {
    const article = articles.get(gtin) ?? { carried: 0, read: 0, strays: 0, isSeen: false, untaggedOdds: 1 }
    articles.set(gtin, article)
    return article
  }

  /** Over all articles: how many bear tags, of those of which something is known. */
  function storeTagged(): number {
    let yes = policy.taggedShare * policy.taggedArticles
    let all = policy.taggedArticles
    for (const { isSeen, untaggedOdds } of articles.values()) {
      // What was carried past once and missed says little; what was missed ten times has no tag.
      const untagged = isSeen ? 0 : 1 - 1 / untaggedOdds
      if (isSeen) yes++
      all += isSeen ? 1 : untagged
    }
    return yes / all
  }

  function storeReadShare(): number {
    let [read, carried] = [policy.readShare * policy.readShareUnits, policy.readShareUnits]
    for (const article of articles.values()) {
      if (!article.isSeen) continue
      read += article.read
      carried += article.carried
    }
    return read / carried
  }

  function readShare(gtin: string): number {
    const article = articles.get(gtin)
    const [read, carried] = article?.isSeen ? [article.read, article.carried] : [0, 0]
    const share = (storeReadShare() * policy.readShareUnits + read) / (policy.readShareUnits + carried)
    return Math.min(policy.mostReadShare, Math.max(policy.leastReadShare, share))
  }

  return {
    articleOf(epc) {
      const gtin14 = gtinOn(epc)
      return gtin14 === undefined ? undefined : catalog.find(gtin14)?.gtin
    },
    isSold: (epc) => sold.has(epc),
    tagged(gtin) {
      const article = articles.get(gtin)
      if (article?.isSeen) return 1
      const share = storeTagged()
      return share / (share + (1 - share) * (article?.untaggedOdds ?? 1))
    },
    readShare,
    straysOf(epc, gtin) {
      const seen = straysSeen.get(epc) ?? 0
      if (seen > 0) return policy.knownStray * seen
      const perPassage = (policy.straysPerPassage * policy.strayPassages + strays) / (policy.strayPassages + passages)
      const own = articles.get(gtin)?.strays ?? 0
      return (perPassage * (policy.strayEvenness / count + own)) / (policy.strayEvenness + strays)
    },
    save: () => ({ articles, sold, straysSeen, passages, strays, isAnySeen, silentOdds }),
    restore(state) {
      refill(articles, state.articles)
      sold.clear()
      for (const epc of state.sold) sold.add(epc)
      refill(straysSeen, state.straysSeen)
      ;({ passages, strays, isAnySeen, silentOdds } = state)
    },
    nothingTold: () => (isAnySeen ? 0 : silentOdds / (1 + silentOdds)),
    see(gtin) {
      isAnySeen = true
      known(gtin).isSeen = true
    },
    learn({ articles: passed, tags }) {
      passages++
      const carriedPast = [...passed.values()].reduce((sum, { carried }) => sum + carried, 0)
      if (!isAnySeen) silentOdds /= policy.shielded + (1 - policy.shielded) * (1 - policy.readShare) ** carriedPast
      for (const [gtin, { carried, read }] of passed) {
        const article = known(gtin)
        if (read === 0 && !article.isSeen) article.untaggedOdds *= (1 - readShare(gtin)) ** -carried
        article.carried += carried
        article.read += read
      }
      for (const [epc, { gtin, carried }] of tags) {
        const article = known(gtin)
        if (carried >= 0.5) sold.add(epc)
        else straysSeen.set(epc, (straysSeen.get(epc) ?? 0) + 1)
        article.strays += 1 - carried
        strays += 1 - carried
      }
      dropOldest(sold, policy.mostTags)
      dropOldest(straysSeen, policy.mostTags)
    },
  }
}

/** In the order in which they were noted first. */
function dropOldest(noted: Set<string> | Map<string, number>, most: number): void {
  for (const epc of noted.keys()) {
    if (noted.size <= most) return
    noted.delete(epc)
  }
}

function gtinOn(epc: string): string | undefined {
  try {
    return decodeSgtin96(epc).gtin14
  } catch (error) {
    if (EpcMalformed.is(error) || NotSgtin96.is(error)) return undefined
    throw error
  }
}
