type Event<Type extends string, Data = object> = { readonly type: Type; readonly at: number } & Readonly<Data>

/** Facts about the one charge of a visit, in the order in which the store learnt them. Never edited or deleted. */
export type ChargeEvent =
  | Event<'ChargeOpened', Terms>
  | Event<'TotalSettled', { totalMinor: number }>
  /** Written before the bank is asked, and the bank is asked for nothing else. */
  | Event<'OperationIntended', Intent>
  | Event<'OperationConfirmed', { key: string; providerRef: string; amountMinor: number; learntBy: Source }>
  | Event<'OperationDeclined', { key: string; reason: string; learntBy: Source }>
  /** Silence: the bank may have acted or not. */
  | Event<'OperationUnanswered', { key: string; reason: string }>
  /** A lookup found nothing done under this key: it is asked again, under the same key. */
  | Event<'OperationFoundMissing', { key: string }>

/** What a visit is charged under, fixed when it begins. Amounts are minor units of `currency`. */
export interface Terms {
  readonly sessionId: string
  readonly accountId: string
  /** The bank's token for the shopper's card; never a card number. */
  readonly paymentMethod: string
  readonly currency: string
  readonly holdMinor: number
  /** How far beyond the hold the basket may go and still be charged [CH12]. */
  readonly headroomMinor: number
}

/** `capture-2` takes what the hold did not cover. */
export type Operation = 'hold' | 'capture' | 'capture-2' | 'void'

/** `key` names the operation, never the attempt: `capture/<session>`. */
export interface Intent {
  readonly operation: Operation
  readonly key: string
  readonly amountMinor: number
}

/** The bank's answer to the call, or what it told when asked later (or, in time, by itself). */
export type Source = 'answer' | 'lookup'
