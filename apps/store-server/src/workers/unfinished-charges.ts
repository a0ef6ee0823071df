import { keyOf } from '@store/charging/charge.ts'
import type { EventStore, StoredEvent } from '@store/event-store/event-store.ts'
import { z } from 'zod'
import { chargedSession } from './charge-stream.ts'

/** What a crash may have left behind, by session, in the order in which it began. */
export interface UnfinishedCharges {
  /** The bank was to be asked for something, and no outcome is recorded. */
  readonly awaiting: readonly string[]
  /** Money is held, and no total was settled yet: a visit that goes on, or one that never began. */
  readonly held: readonly string[]
}

const AT_A_TIME = 1000

/** From the whole history. A checkpointed projection of `Left` can take its place when that grows too long. */
export async function unfinishedCharges(events: EventStore): Promise<UnfinishedCharges> {
  const left = new Map<string, Left>()
  for (let position = 0; ;) {
    const some = await events.readAll(position, AT_A_TIME)
    for (const event of some) takeNote(left, event)
    if (some.length < AT_A_TIME) break
    position = some.at(-1)!.position
  }
  const sessions = [...left]
  return {
    awaiting: sessions.flatMap(([session, what]) => (what === 'awaiting' ? [session] : [])),
    held: sessions.flatMap(([session, what]) => (what === 'held' ? [session] : [])),
  }
}

type Left = 'awaiting' | 'held'

/** One operation at a time is asked for, so an outcome is always that of the last intent. */
function takeNote(left: Map<string, Left>, { stream, type, data }: StoredEvent): void {
  const session = chargedSession(stream)
  if (session === undefined) return
  switch (type) {
    case 'OperationIntended':
      left.set(session, 'awaiting')
      break
    case 'OperationConfirmed':
      left.delete(session)
      if (Keyed.parse(data).key === keyOf('hold', session)) left.set(session, 'held')
      break
    case 'OperationDeclined':
      left.delete(session)
      break
  }
}

const Keyed = z.object({ key: z.string() })
