import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { momentOf, type Run } from './run.ts'
import type { PlateChange } from './shelf-change.ts'
import { weightsOf, type Scene } from './scene.ts'
import { anyWeight, unexplained } from './story-likelihood.ts'
import { weighedUnit } from './transition.ts'
import { holding, NOBODY, type Unfinished, type World } from './world.ts'

/** What no story explains is either the start of an act or something we do not know. */
export interface LeftOpen {
  readonly run: Run
  readonly left: 'unfinished' | 'unexplained'
}

/** The ways in which a branch goes on when a run of its change is left open. `isFirst`: no run before it was, in this way. */
export function leavingOpen(
  branch: Branch,
  { run, left }: LeftOpen,
  isFirst: boolean,
  scene: Scene,
  policy: AttributionPolicy,
): Branch[] {
  switch (left) {
    case 'unfinished':
      return [unfinished(branch, run, isFirst, scene, policy)]
    case 'unexplained':
      return run.direction === 'gained' ? [unknownGain(branch, policy)] : unknownLoss(branch, run, scene, policy)
  }
}

function unfinished(branch: Branch, run: Run, isFirst: boolean, scene: Scene, policy: AttributionPolicy): Branch {
  const [nearest] = scene.nearTo(run.plates, momentOf(run))
  const sign = run.direction === 'gained' ? 1 : -1
  const plates = run.plates.map((plate) => ({ ...plate, grams: sign * plate.grams }))
  const open = unfinishedAct(plates, run.sigmaGrams, scene, nearest?.actor ?? NOBODY)
  // An arm that lies over several runs is one unfinished act.
  const share = isFirst
    ? anyWeight(policy.unfinished * (nearest?.ratio ?? policy.nobody), policy)
    : policy.unfinishedBeside
  return {
    log: branch.log + Math.log(share),
    happened: () => [...branch.happened(), { kind: 'unfinished' }],
    after: (world) => waitingFor(branch.after(world), open),
  }
}

/** Somebody who leans on a shelf disturbs all of it at once: one unfinished act, not one for each run. */
export function leaning(plates: readonly PlateChange[], scene: Scene, policy: AttributionPolicy): Branch {
  const [nearest] = scene.nearTo(weightsOf(plates), scene.change.momentMs)
  const sigmaGrams = Math.hypot(...plates.map((plate) => plate.sigmaGrams))
  const open = unfinishedAct(plates, sigmaGrams, scene, nearest?.actor ?? NOBODY)
  return {
    log: Math.log(anyWeight(policy.unfinished * (nearest?.ratio ?? policy.nobody), policy)),
    happened: () => [{ kind: 'unfinished' }],
    after: (world) => waitingFor(world, open),
  }
}

/** A bag put down, somebody's phone: it is nobody's purchase. */
const unknownGain = (branch: Branch, policy: AttributionPolicy): Branch => ({
  log: branch.log + Math.log(unexplained(policy)),
  happened: () => [...branch.happened(), { kind: 'unexplained', actor: NOBODY }],
  after: branch.after,
})

/** Something is gone, and somebody near by may have it, whatever it is. */
function unknownLoss(branch: Branch, run: Run, scene: Scene, policy: AttributionPolicy): Branch[] {
  const near = scene.nearTo(run.plates, momentOf(run)).slice(0, policy.mostSuspects)
  const unit = weighedUnit(undefined, run.coreGrams, run, scene.change, policy)
  return [...near, { actor: NOBODY, ratio: policy.nobody }].map(({ actor, ratio }) => ({
    log: branch.log + Math.log(anyWeight(policy.unexplained * ratio, policy)),
    happened: () => [...branch.happened(), { kind: 'unexplained', actor }],
    after: (world) => holding(branch.after(world), actor, unit),
  }))
}

function unfinishedAct(plates: Unfinished['plates'], sigmaGrams: number, { change }: Scene, actor: string): Unfinished {
  const { id, gondola, shelf, momentMs } = change
  return { change: id, gondola, shelf, plates, sigmaGrams, momentMs, actor }
}

const waitingFor = (world: World, open: Unfinished): World => ({ ...world, unfinished: [...world.unfinished, open] })
