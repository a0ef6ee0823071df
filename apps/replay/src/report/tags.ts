import { exactly, type TagEvidence } from '@store/fusion/tag-evidence.ts'
import type { Played } from '../play.ts'
import { clockIn } from './explanation.ts'
import { percent } from './explanation-text.ts'
import { namesIn } from './names.ts'
import { NO_BREAK } from './text-width.ts'

/** What a reader at an exit told of a line: plain data, as --json gives it out. */
export interface TagAccount {
  readonly clock: string
  readonly gate: string
  readonly article: string
  /** Whose tags these may have been. */
  readonly passed: readonly string[]
  readonly read: number
  /** The probability of the line before and after: exactly its units for one that is charged, else any at all. */
  readonly before: number
  readonly after: number
}

/** `quantity`: how many are charged; absent for what is not. */
export function tagAccounts(tags: readonly TagEvidence[], played: Played, quantity?: number): TagAccount[] {
  const names = namesIn(played)
  const probability = (atLeast: readonly number[]): number =>
    quantity === undefined ? (atLeast[0] ?? 0) : exactly(quantity, atLeast)
  return tags.map(({ atMs, gate, gtin, passed, read, before, after }) => ({
    clock: clockIn(played)(atMs),
    gate,
    article: names.article(gtin),
    passed: passed.map((actor) => names.actor(actor)),
    read,
    before: probability(before),
    after: probability(after),
  }))
}

/** A sentence for each. */
export const tagsText = (accounts: readonly TagAccount[]): string[] =>
  accounts.map(({ clock, gate, article, passed, read, before, after }) => {
    const tags = read === 0 ? 'no tag' : `${read}${NO_BREAK}${read === 1 ? 'tag' : 'tags'}`
    const moved =
      percent(before) === percent(after)
        ? `that bears out the ${percent(after)}`
        : `${percent(before)} before, ${percent(after)} with that`
    return `${clock}, gate ${gate}: ${tags} of ${article} ${read > 1 ? 'were' : 'was'} read as ${passed.join(' and ')} went out: ${moved}.`
  })
