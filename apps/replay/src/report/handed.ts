import type { HandOverEvidence } from '@store/fusion/hand-over-evidence.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Played } from '../play.ts'
import { clockIn } from './explanation.ts'
import { percent, seconds } from './explanation-text.ts'
import { namesIn } from './names.ts'
import { NO_BREAK } from './text-width.ts'

/** Hands that met after something was taken: plain data, as --json gives it out. */
export interface HandedAccount {
  readonly clock: string
  readonly lastedMs: number
  readonly from: string
  readonly to: string
  readonly article: string
  /** That this changed hands then, if it was the giver's; and of how many things. */
  readonly probability: number
  readonly among: number
}

export function handedAccounts(handed: readonly HandOverEvidence[], played: Played): HandedAccount[] {
  const names = namesIn(played)
  const clock = clockIn(played)
  return handed.map(({ from, to, gtin, fromMs, untilMs, probability, among }) => ({
    clock: clock(fromMs),
    lastedMs: untilMs - fromMs,
    from: names.actor(from),
    to: names.actor(to),
    article: names.article(gtin),
    probability,
    among,
  }))
}

/** A sentence for each. */
export const handedText = (accounts: readonly HandedAccount[]): string[] =>
  accounts.map(({ clock, lastedMs, from, to, article, probability, among }) => {
    const which = among === 1 ? '' : `, any one of some ${among}${NO_BREAK}things that the two had`
    return `${clock}: the hands of ${from} and ${to} met between them for ${seconds(lastedMs)}${NO_BREAK}s, away from the shelves. ${from} may have handed over the ${article} then: ${percent(probability)}${which}; else nothing, or something else, changed hands.`
  })

/** Something that one shopper had taken and another one put down, as far as a change says so. */
export interface PassedOn {
  readonly gtin: string
  readonly giver: string
  readonly putBy: string
  readonly probability: number
  readonly evidence: ChangeEvidence
}

/** What of all that was put down concerns a shopper as its giver or its receiver, the oldest first. */
export function passedOn(sessionId: string, { puts, knownAs }: Pick<Played, 'puts' | 'knownAs'>): PassedOn[] {
  const isOwn = (actor: string): boolean => (knownAs.get(actor) ?? actor) === sessionId
  return puts.flatMap((evidence) => {
    const found = new Map<string, PassedOn>()
    for (const { acts, probability } of evidence.considered)
      for (const { givenBy, actor, gtin } of acts) {
        if (givenBy === undefined || actor === undefined || gtin === undefined) continue
        if (!isOwn(givenBy.actor) && !isOwn(actor)) continue
        const name = JSON.stringify([gtin, givenBy.actor, actor])
        const before = found.get(name)?.probability ?? 0
        found.set(name, { gtin, giver: givenBy.actor, putBy: actor, probability: before + probability, evidence })
      }
    return [...found.values()].filter(({ probability }) => probability >= LEAST_PASSED)
  })
}

/** What is less likely was not handed on, as far as anybody needs to know. */
const LEAST_PASSED = 0.05
