import { outOfHands, type Actor } from './actor.ts'
import { drawLoadMs, drawLookMs } from './arm.ts'
import { platesUnder } from './footprint.ts'
import type { TruthEvent } from './play.ts'
import type { Act, Grab, Manner, Place } from './scenario.ts'
import { goTo, planReach, reachOut, type Stage } from './stage.ts'
import type { Lying, Unit } from './stock.ts'

type ActOf<Do extends Act['do']> = Extract<Act, { do: Do }>
/** What one person does alone; handing over takes two and is in `hand-over.ts`. */
export type SoloAct = Exclude<Act, { do: 'give' | 'receive' }>

/** Plays one act. What cannot be done any more (the shelf is empty, the hands are) becomes a touch, as with people. */
export function perform(stage: Stage, actor: Actor, act: SoloAct): void {
  switch (act.do) {
    case 'pick':
      return pick(stage, actor, act)
    case 'put':
      return put(stage, actor, act, act.put, act.manner, outOfHands(actor, act.put.gtin, act.put.quantity))
    case 'restock':
      return restock(stage, actor, act)
    case 'touch':
      return press(stage, actor, act, act.place, actor.random.between(150, 700), actor.random.between(30, 260))
    case 'rest':
      return press(stage, actor, act, act.place, act.forMs, actor.random.between(60, 500))
    case 'hold':
      return hold(stage, actor, act)
    case 'drop':
      stage.leftOnFloor.push(...outOfHands(actor, act.gtin, act.quantity))
      return actor.walk.standUntil(actor.walk.now.atMs + actor.random.between(800, 2_500))
    case 'linger':
      goTo(stage, actor, act.place)
      return actor.walk.standUntil(actor.walk.now.atMs + act.forMs)
  }
}

function pick(stage: Stage, actor: Actor, act: ActOf<'pick'>): void {
  // Chosen before walking up: the hand then goes to where the thing lies, and no second person can choose it.
  const byMs = Math.max(actor.walk.now.atMs + 700, act.atMs ?? 0)
  const taken = act.grabs.flatMap((grab) => stage.stock.take(grab.gtin, grab.quantity, grab.place, byMs))
  if (taken.length === 0) return press(stage, actor, act, act.grabs[0]!.place, actor.random.between(150, 700), 80)

  const place = under(taken)
  goTo(stage, actor, place, act.standsBefore)
  const times = planReach(actor, act.manner, act.looksMs ?? drawLookMs(actor.random), act.atMs)
  const gripsMs = times.thereMs + actor.random.between(0.15, 0.6) * times.inShelfMs
  let leavesMs = times.thereMs + times.inShelfMs
  for (const { unit, footprint } of taken) {
    const takesMs = drawLoadMs(actor.random, act.manner)
    // The things of one grab leave within the same breath, not in the same sample.
    const atMs = gripsMs + (taken.length > 1 ? actor.random.between(0, 180) : 0)
    stage.handlings.push({ kind: 'lift', atMs, footprint, takesMs })
    actor.holding.push(unit)
    leavesMs = Math.max(leavesMs, atMs + takesMs + 150)
  }
  for (const lyingTogether of byShelf(taken)) record(stage, actor, 'pick', gripsMs, lyingTogether)
  reachOut(stage, actor, place, { ...times, leavesMs })
}

function put(
  stage: Stage,
  actor: Actor,
  when: Pick<Act, 'atMs' | 'looksMs' | 'standsBefore'>,
  grab: Grab,
  manner: Manner,
  units: readonly Unit[],
): void {
  if (units.length === 0) return
  goTo(stage, actor, grab.place, when.standsBefore)
  const times = planReach(actor, manner, when.looksMs ?? drawLookMs(actor.random), when.atMs)
  const downMs = times.thereMs + actor.random.between(0, 0.3) * times.inShelfMs
  let leavesMs = times.thereMs + times.inShelfMs
  const laid = units.map((unit) => {
    const takesMs = drawLoadMs(actor.random, manner)
    const atMs = downMs + (units.length > 1 ? actor.random.between(0, 250) : 0)
    leavesMs = Math.max(leavesMs, atMs + takesMs + 150)
    const lying = stage.stock.lay(unit, grab.place, atMs + takesMs)
    stage.handlings.push({ kind: 'set', atMs, footprint: lying.footprint, takesMs })
    return lying
  })
  record(stage, actor, 'put', downMs, laid)
  reachOut(stage, actor, grab.place, { ...times, leavesMs })
}

/** One reach per unit, as people fill shelves. */
function restock(stage: Stage, actor: Actor, act: ActOf<'restock'>): void {
  const one = { ...act.put, quantity: 1 }
  for (let i = 0; i < act.put.quantity; i++) {
    const when = i === 0 ? act : { looksMs: actor.random.between(300, 1_500) }
    const unit = stage.stock.newUnit(act.put.gtin)
    stage.restocked.push(unit)
    put(stage, actor, when, one, 'usual', [unit])
  }
}

function press(
  stage: Stage,
  actor: Actor,
  when: Pick<Act, 'atMs' | 'looksMs' | 'standsBefore'>,
  place: Place,
  forMs: number,
  grams: number,
): void {
  goTo(stage, actor, place, when.standsBefore)
  const times = planReach(actor, 'usual', when.looksMs ?? drawLookMs(actor.random), when.atMs)
  stage.handlings.push({ kind: 'press', atMs: times.thereMs, ...place, forMs, grams })
  reachOut(stage, actor, place, { ...times, leavesMs: times.thereMs + forMs + 100 })
}

function hold(stage: Stage, actor: Actor, act: ActOf<'hold'>): void {
  const [held] = stage.stock.take(act.grab.gtin, 1, act.grab.place, actor.walk.now.atMs + 700)
  if (held === undefined) return press(stage, actor, act, act.grab.place, act.forMs, 60)

  const place = under([held])
  goTo(stage, actor, place, act.standsBefore)
  const times = planReach(actor, 'usual', act.looksMs ?? drawLookMs(actor.random), act.atMs)
  const gripsMs = times.thereMs + actor.random.between(100, 500)
  const { footprint, unit } = held
  const endMs = gripsMs + act.forMs
  stage.handlings.push({ kind: 'hold', atMs: gripsMs, footprint, forMs: act.forMs, ends: act.ends })
  if (act.ends === 'take') {
    actor.holding.push(unit)
    record(stage, actor, 'pick', endMs, [held])
  } else {
    // Let down where it hung: the same unit on the same footprint.
    stage.stock.letDown({ ...held, sinceMs: endMs })
  }
  reachOut(stage, actor, place, { ...times, leavesMs: endMs + 200 })
}

function record(stage: Stage, actor: Actor, action: TruthEvent['action'], at: number, lying: readonly Lying[]): void {
  const quantities = new Map<string, number>()
  for (const { unit } of lying) quantities.set(unit.gtin, (quantities.get(unit.gtin) ?? 0) + 1)
  const { gondola, shelf } = lying[0]!.footprint
  stage.truth.push({
    at: Math.round(at),
    shopper: actor.payer ?? actor.person.id,
    action,
    items: [...quantities].map(([gtin, quantity]) => ({ gtin, quantity })),
    gondola,
    shelf,
    plates: [...new Set(lying.flatMap(({ footprint }) => platesUnder(footprint)))].sort((a, b) => a - b),
  })
}

function byShelf(taken: readonly Lying[]): Lying[][] {
  const shelves = new Map<string, Lying[]>()
  for (const one of taken) {
    const key = `${one.footprint.gondola}/${one.footprint.shelf}`
    shelves.set(key, [...(shelves.get(key) ?? []), one])
  }
  return [...shelves.values()]
}

/** Where one grab reaches: the plates under its things, on the shelf of the first of them. */
function under(taken: readonly Lying[]): Place {
  const { gondola, shelf } = taken[0]!.footprint
  const plates = taken
    .filter(({ footprint }) => footprint.gondola === gondola && footprint.shelf === shelf)
    .map(({ footprint }) => footprint.mainPlate)
  return { gondola, shelf, plates: [...new Set(plates)].sort((a, b) => a - b) }
}
