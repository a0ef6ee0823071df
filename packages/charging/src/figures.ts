import type { Addition, ChargedLine, Decision, Grant } from './events.ts'

/** What a settled visit comes to: what it cost, what was taken for it, and what was let off. All in minor units. */
export interface Figures {
  /** With what was added since it was settled. */
  readonly totalMinor: number
  readonly lines: readonly ChargedLine[]
  readonly takings: readonly Taking[]
  readonly grants: readonly Grant[]
  readonly additions: readonly Addition[]
  readonly writtenOffMinor: number
  /** Let off and paid before, and not given back: no bank would, and somebody has said what becomes of it. */
  readonly unclaimedMinor: number
  /** Absent where the receipt said by itself what the visit costs. `lapsed`: nobody decided, and it was let go. */
  readonly decided?: Decision | 'lapsed'
}

/** Money that the bank took for us, under `providerRef`. */
export interface Taking {
  readonly key: string
  readonly providerRef: string
  readonly amountMinor: number
  readonly givenBackMinor: number
}

export const newFigures = (
  totalMinor: number,
  lines: readonly ChargedLine[],
  decided?: Figures['decided'],
): Figures => ({
  totalMinor,
  lines,
  takings: [],
  grants: [],
  additions: [],
  writtenOffMinor: 0,
  unclaimedMinor: 0,
  ...(decided && { decided }),
})

export const capturedMinor = ({ takings }: Figures): number => sum(takings.map(({ amountMinor }) => amountMinor))
export const givenBackMinor = ({ takings }: Figures): number => sum(takings.map((taking) => taking.givenBackMinor))
export const grantedMinor = ({ grants }: Figures): number => sum(grants.map(({ amountMinor }) => amountMinor))

/** What the receipt came to when the visit was settled. */
export const settledMinor = ({ totalMinor, additions }: Figures): number =>
  totalMinor - priceOf(additions.map(({ line }) => line))

/** The line's units are more, or there is one line more. */
export const added = (figures: Figures, addition: Addition): Figures => {
  const { line } = addition
  const isThere = figures.lines.some(({ item }) => item === line.item)
  return {
    ...figures,
    totalMinor: figures.totalMinor + line.quantity * line.unitMinor,
    lines: isThere
      ? figures.lines.map((one) => (one.item === line.item ? { ...one, quantity: one.quantity + line.quantity } : one))
      : [...figures.lines, line],
    additions: [...figures.additions, addition],
  }
}

/** What the visit costs, after all that was let off. */
export const owedMinor = (figures: Figures): number =>
  figures.totalMinor - grantedMinor(figures) - figures.writtenOffMinor

/** Above zero the shopper owes it to the store, below zero the store to the shopper [CH18]. */
export const dueMinor = (figures: Figures): number =>
  owedMinor(figures) - capturedMinor(figures) + givenBackMinor(figures) + figures.unclaimedMinor

/** The latest taking that something is left of: refunds go back the way the money came, the last first. */
export const lastLeft = ({ takings }: Figures): Taking | undefined =>
  takings.findLast(({ amountMinor, givenBackMinor: backMinor }) => backMinor < amountMinor)

/** What was taken under this key and not given back. */
export function leftOf({ takings }: Figures, key: string | undefined): number {
  const taking = takings.find((one) => one.key === key)
  return taking ? taking.amountMinor - taking.givenBackMinor : 0
}

export const taken = (figures: Figures, taking: Omit<Taking, 'givenBackMinor'>): Figures => ({
  ...figures,
  takings: [...figures.takings, { ...taking, givenBackMinor: 0 }],
})

export const givenBack = (figures: Figures, key: string, amountMinor: number): Figures => ({
  ...figures,
  takings: figures.takings.map((taking) =>
    taking.key === key ? { ...taking, givenBackMinor: taking.givenBackMinor + amountMinor } : taking,
  ),
})

/** How many of a line are still to be paid for, or were and were not given back. */
export const quantityLeft = ({ lines, grants }: Figures, item: string): number =>
  sum(lines.filter((line) => line.item === item).map(({ quantity }) => quantity)) -
  sum(grants.flatMap((grant) => grant.lines.filter((line) => line.item === item).map(({ quantity }) => quantity)))

export const priceOf = (lines: readonly ChargedLine[]): number =>
  sum(lines.map(({ quantity, unitMinor }) => quantity * unitMinor))

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
