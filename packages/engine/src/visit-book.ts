import type { Doubt } from '@store/fusion/basket.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Fusion, FusionEvent } from '@store/fusion/fusion.ts'
import { assert } from '@store/kernel/assert.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { SessionEvent } from '@store/session/events.ts'
import { decide, evolve, initial, type Session, type SessionCommand } from '@store/session/session.ts'
import type { Receipt, ReceiptLine, UnresolvedLine } from './receipt.ts'

/** A session's own event, with the visit it belongs to. */
export interface VisitChange {
  readonly type: 'session'
  readonly sessionId: string
  readonly event: SessionEvent
}

/** Every visit as a session: translates what fusion believes into what the session decides. The two know nothing of each other. */
export interface VisitBook extends Stateful<VisitBookState> {
  hear(event: FusionEvent): VisitChange[]
  /** Everything up to `atMs` is decided: seals whoever left before then, unless what began before they left is still open. */
  settle(atMs: number): VisitChange[]
  /** Nothing more will come: seals every visit as it is believed now; who never came in has turned back. */
  close(atMs: number): VisitChange[]
  /** The same for one visit; nothing for one that is over, or that does not exist. */
  closeOne(sessionId: string, atMs: number): VisitChange[]
  /** Whether no visit is open. */
  isEmpty(): boolean
  isOpen(sessionId: string): boolean
  /** Forgets visits that were over by then. Answers from when on open visits are. */
  forget(beforeMs: number): number
  receipts(): Receipt[]
  receiptOf(sessionId: string): Receipt | undefined
}

export interface VisitBookState {
  readonly pages: ReadonlyMap<string, Page>
  readonly leaving: ReadonlySet<Page>
}

interface Page {
  readonly sessionId: string
  readonly openedMs: number
  /** Sealed, or turned back. */
  overMs: number | undefined
  session: Session
  leftMs: number | undefined
  sealed: Receipt | undefined
}

export interface DecidedLine {
  readonly gtin: string
  readonly quantity: number
}

/** `decidedAs`: what was charged for a visit, where that is known already and not to be decided here. */
export function visitBook(
  believing: Fusion,
  evidenceOf: (change: string) => ChangeEvidence | undefined,
  decidedAs: (sessionId: string) => readonly DecidedLine[] | undefined = () => undefined,
): VisitBook {
  const pages = new Map<string, Page>()
  const leaving = new Set<Page>()

  function hear(event: FusionEvent): VisitChange[] {
    switch (event.type) {
      case 'scanned': {
        const page: Page = {
          sessionId: event.actor,
          openedMs: event.atMs,
          overMs: undefined,
          session: initial,
          leftMs: undefined,
          sealed: undefined,
        }
        pages.set(event.actor, page)
        const { shopper, party } = event
        return ask(page, { type: 'open', sessionId: page.sessionId, shopperId: shopper, party }, event.atMs)
      }
      case 'admitted': {
        const command = {
          type: 'admit' as const,
          gateId: event.gate ?? 'inside',
          ...(event.track !== undefined && { trackId: event.track }),
        }
        const page = pageOf(event.actor)
        return isOver(page.session) ? [] : ask(page, command, event.atMs)
      }
      case 'believed':
        return event.actors.flatMap((actor) => revise(pages.get(actor), event.evidence.change.id, event.atMs))
      case 'left': {
        const page = pageOf(event.actor)
        // Closed before they were seen to leave: their basket is money, and walking out changes nothing.
        if (isOver(page.session)) return []
        page.leftMs = event.atMs
        leaving.add(page)
        return ask(page, { type: 'leave', gateId: event.gate }, event.atMs)
      }
      case 'identified':
        return revise(pages.get(event.actor), `identified/${event.wasActor}`, event.atMs)
      case 'departed':
        return []
    }
  }

  function revise(page: Page | undefined, evidenceId: string, atMs: number): VisitChange[] {
    if (!page || (page.session.status !== 'shopping' && page.session.status !== 'leaving')) return []
    const { lines, unresolved } = receiptOf(page)
    return ask(page, { type: 'revise', lines, unresolved, evidenceId }, atMs)
  }

  function settle(atMs: number): VisitChange[] {
    if (leaving.size === 0) return []
    const undecidedMs = believing.undecidedSince(atMs)
    const over = [...leaving].filter(
      ({ sessionId, leftMs }) => leftMs! <= atMs && leftMs! < undecidedMs && believing.isReadOut(sessionId, atMs),
    )
    return over.flatMap((page) => seal(page, page.leftMs!))
  }

  function closed(page: Page, atMs: number): VisitChange[] {
    switch (page.session.status) {
      case 'in-vestibule':
        return ask(page, { type: 'turn-back' }, atMs)
      case 'shopping':
      case 'leaving':
        return seal(page, page.leftMs ?? atMs)
      case 'absent':
      case 'turned-back':
      case 'sealed':
        return []
    }
  }

  function seal(page: Page, atMs: number): VisitChange[] {
    leaving.delete(page)
    const isNews = believing.gone(page.sessionId)
    const evidence = `sealed/${page.sessionId}`
    // What is sealed is what is charged: half an act that is given up now can still change the basket.
    const revised = revise(page, evidence, atMs)
    if (isNews) for (const other of pages.values()) if (other !== page) revised.push(...revise(other, evidence, atMs))
    page.sealed = receiptOf(page)
    believing.decideFor(page.sessionId, decidedAs(page.sessionId) ?? page.sealed.lines)
    return [...revised, ...ask(page, { type: 'seal' }, atMs)]
  }

  function ask(page: Page, command: SessionCommand, atMs: number): VisitChange[] {
    const events = decide(page.session, command, atMs)
    page.session = events.reduce(evolve, page.session)
    if (isOver(page.session)) page.overMs ??= atMs
    return events.map((event) => ({ type: 'session', sessionId: page.sessionId, event }))
  }

  function receiptOf(page: Page): Receipt {
    if (page.sealed) return page.sealed
    assert(page.session.status !== 'absent', `session ${page.sessionId} has a page and was never opened`)
    const basket = believing.basketOf(page.sessionId)
    const tags = believing.tagsOf(page.sessionId)
    const handedOf = (gtins: readonly string[], changes: readonly string[]): Pick<ReceiptLine, 'handed'> => {
      const handed = believing
        .handedOf(page.sessionId)
        .filter((one) => gtins.includes(one.gtin) && changes.includes(one.change))
      return handed.length > 0 ? { handed } : {}
    }
    return {
      sessionId: page.sessionId,
      shopper: page.session.shopperId,
      lines: basket.lines.map(({ gtin, quantity, confidence, changes }): ReceiptLine => ({
        gtin,
        quantity,
        confidence: rounded(confidence),
        evidence: found(changes),
        tags: tags.filter((one) => one.gtin === gtin),
        ...handedOf([gtin], changes),
      })),
      unresolved: basket.unresolved.map((doubt): UnresolvedLine => ({
        gtins: doubt.gtins,
        quantity: doubt.quantity,
        probability: rounded(doubt.probability),
        reason: sentenceOf(doubt),
        cause: doubt.reason,
        evidence: found([doubt.change]),
        tags: tags.filter(({ gtin }) => doubt.gtins.includes(gtin)),
        ...handedOf(doubt.gtins, [doubt.change]),
      })),
      odds: basket.odds,
    }
  }

  const found = (changes: readonly string[]): ChangeEvidence[] =>
    [...new Set(changes)].flatMap((id) => evidenceOf(id) ?? [])

  function pageOf(actor: string): Page {
    const page = pages.get(actor)
    assert(page, `visit ${actor} was never opened`)
    return page
  }

  return {
    hear,
    settle,
    close: (atMs) => [...pages.values()].flatMap((page) => closed(page, atMs)),
    closeOne(sessionId, atMs) {
      const page = pages.get(sessionId)
      return page ? closed(page, atMs) : []
    },
    isOpen(sessionId) {
      const page = pages.get(sessionId)
      return page !== undefined && !isOver(page.session)
    },
    forget(beforeMs) {
      let openMs = Number.POSITIVE_INFINITY
      for (const [id, { openedMs, overMs }] of pages) {
        if (overMs === undefined) openMs = Math.min(openMs, openedMs)
        else if (overMs < beforeMs) pages.delete(id)
      }
      return openMs
    },
    isEmpty: () => [...pages.values()].every(({ session }) => isOver(session)),
    receipts: () => [...pages.values()].filter(({ session }) => 'basket' in session).map(receiptOf),
    receiptOf(sessionId) {
      const page = pages.get(sessionId)
      return page && 'basket' in page.session ? receiptOf(page) : undefined
    },
    save: () => ({ pages, leaving }),
    restore(state) {
      refill(pages, state.pages)
      leaving.clear()
      for (const page of state.leaving) leaving.add(page)
    },
  }
}

const isOver = ({ status }: Session): boolean => status === 'sealed' || status === 'turned-back'

const rounded = (probability: number): number => Math.round(probability * 1000) / 1000

function sentenceOf({ reason, probability, gtins }: Doubt): string {
  const percent = `${Math.round(probability * 100)} %`
  switch (reason) {
    case 'which-article':
      return gtins.length > 1
        ? `this shopper took something (${percent} sure), and ${gtins.length} articles fit what the shelf weighed`
        : `this shopper took something (${percent} sure), and the shelf's weight speaks against the article as much as for it`
    case 'who-took-it':
      return `only ${percent} sure that it was this shopper: somebody else was as near, or it was put back`
    case 'no-article-fits':
      return `something left the shelf with this shopper (${percent} sure), and no article or number of articles weighs that`
  }
}
