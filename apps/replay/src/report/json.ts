import type { Receipt } from '@store/engine/receipt.ts'
import type { Played } from '../play.ts'
import type { Replayed } from '../replay.ts'
import { meanF1 } from '../score.ts'
import { explained } from './explanation.ts'
import { handedAccounts, passedOn } from './handed.ts'
import { namesIn } from './names.ts'
import { tagAccounts } from './tags.ts'

/** The document that --json prints: as trace-format.md gives it, with scores and explanations where they were asked for. */
export function jsonReport(replayed: readonly Replayed[], { isExplained }: { isExplained: boolean }): string {
  const scores = replayed.flatMap(({ score }) => score ?? [])
  return JSON.stringify(
    {
      traces: replayed.map((one) => ({
        name: one.header.name,
        receipts: one.receipts.map((receipt) => receiptOf(receipt, one, isExplained)),
        ...(isExplained && one.weights.length > 0 && { weights: one.weights }),
        ...(one.score && { f1: one.score.f1, score: one.score }),
        seconds: rounded(one.traceMs / 1000),
        wallSeconds: rounded(one.wallMs / 1000),
      })),
      ...(scores.length > 0 && { meanF1: meanF1(scores) }),
    },
    null,
    2,
  )
}

const receiptOf = ({ sessionId, shopper, lines, unresolved }: Receipt, played: Played, isExplained: boolean) => ({
  shopper,
  lines: lines.map(({ gtin, quantity, confidence, evidence, tags, handed = [] }) => ({
    gtin,
    quantity,
    confidence,
    ...(isExplained && { why: evidence.map((change) => explained(change, played, { sessionId, gtin })) }),
    ...(isExplained && handed.length > 0 && { handed: handedAccounts(handed, played) }),
    ...(isExplained && tags.length > 0 && { tags: tagAccounts(tags, played, quantity) }),
  })),
  unresolved: unresolved.map(({ gtins, quantity, reason, evidence, tags, handed = [] }) => ({
    gtins,
    quantity,
    reason,
    ...(isExplained && { why: evidence.map((change) => explained(change, played)) }),
    ...(isExplained && handed.length > 0 && { handed: handedAccounts(handed, played) }),
    ...(isExplained && tags.length > 0 && { tags: tagAccounts(tags, played) }),
  })),
  ...(isExplained && passedAccounts(sessionId, played)),
})

function passedAccounts(sessionId: string, played: Played) {
  const names = namesIn(played)
  const passed = passedOn(sessionId, played).map(({ gtin, giver, putBy, probability, evidence }) => ({
    gtin,
    giver: names.actor(giver),
    putBy: names.actor(putBy),
    probability,
    why: explained(evidence, played),
  }))
  return passed.length > 0 ? { passedOn: passed } : {}
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000
