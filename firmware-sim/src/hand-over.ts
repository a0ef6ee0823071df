import { outOfHands, type Actor } from './actor.ts'
import { route } from './route.ts'
import type { Stage } from './stage.ts'
import type { Act } from './scenario.ts'

type Give = Extract<Act, { do: 'give' }>

/** The giver walks up to the receiver; their hands meet between them, over no shelf. */
export function handOver(stage: Stage, giver: Actor, receiver: Actor, give: Give): void {
  const meetAt = receiver.walk.now.at
  const way = route(stage.grid, giver.walk.now.at, meetAt)
  const [fromX, fromY] = way.at(-2)!
  const [toX, toY] = meetAt
  const length = Math.max(0.01, Math.sqrt((toX - fromX) * (toX - fromX) + (toY - fromY) * (toY - fromY)))
  const stop = Math.max(0, 1 - ARMS_APART / length)
  const beside = [fromX + (toX - fromX) * stop, fromY + (toY - fromY) * stop] as const
  giver.walk.along([...way.slice(1, -1), beside], giver.body.metresPerSecond)

  const startsMs = Math.max(giver.walk.now.atMs, receiver.walk.now.atMs)
  const thereMs = startsMs + giver.random.between(600, 1_200)
  const leavesMs = thereMs + giver.random.between(300, 1_000)
  const endsMs = leavesMs + giver.random.between(500, 1_000)
  const target = [(beside[0] + toX) / 2, (beside[1] + toY) / 2, giver.random.between(0.95, 1.2)] as const
  for (const one of [giver, receiver]) {
    one.walk.standUntil(startsMs)
    one.reaches.push({ startsMs, thereMs, leavesMs, endsMs, target })
    one.walk.standUntil(endsMs)
  }
  receiver.holding.push(...outOfHands(giver, give.gtin, give.quantity))
}

/** Heads this far apart when one hands another something, metres. */
const ARMS_APART = 0.75
