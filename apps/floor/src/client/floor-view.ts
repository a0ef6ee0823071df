import type {
  FloorCharge,
  FloorDevice,
  FloorDispute,
  FloorDot,
  FloorEvent,
  FloorFacing,
  FloorFinding,
  FloorItem,
  FloorMap,
  FloorVisit,
} from '@store/contract/floor.ts'

/** The floor as plain data, one list per layer. A list that did not change stays the same object [FV4]. */
export interface FloorView {
  readonly map: FloorMap
  readonly dots: readonly FloorDot[]
  readonly visits: readonly FloorVisit[]
  readonly facings: readonly FloorFacing[]
  readonly devices: readonly FloorDevice[]
  /** What staff have to decide. */
  readonly disputes: readonly FloorDispute[]
  /** Whose money staff have to decide about. */
  readonly charges: readonly FloorCharge[]
  /** What is wrong with the store itself. */
  readonly findings: readonly FloorFinding[]
  /** The newest first. */
  readonly events: readonly FloorEvent[]
}

type Kind = FloorItem['kind']

/** `before` is the view that a patch changed, `touched` the kinds of item in it. */
export function floorView(
  map: FloorMap,
  items: ReadonlyMap<string, FloorItem>,
  before?: { view: FloorView; touched: ReadonlySet<Kind> },
): FloorView {
  const old = before?.view
  return {
    map,
    dots: untouched('dot', old?.dots) ?? all('dot'),
    visits: untouched('visit', old?.visits) ?? all('visit'),
    facings: untouched('facing', old?.facings) ?? all('facing'),
    devices: untouched('device', old?.devices) ?? all('device'),
    disputes: untouched('dispute', old?.disputes) ?? all('dispute'),
    charges: untouched('charge', old?.charges) ?? all('charge'),
    findings: untouched('finding', old?.findings) ?? all('finding'),
    events: untouched('event', old?.events) ?? newestFirst(all('event')),
  }

  function untouched<T>(kind: Kind, list: T | undefined): T | undefined {
    return before?.touched.has(kind) ? undefined : list
  }

  function all<K extends Kind>(kind: K): readonly Extract<FloorItem, { kind: K }>[] {
    return [...items.values()].filter((item): item is Extract<FloorItem, { kind: K }> => item.kind === kind)
  }
}

/** Of events at one instant, the one told last. */
function newestFirst(events: readonly FloorEvent[]): readonly FloorEvent[] {
  return events.toReversed().toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
}
