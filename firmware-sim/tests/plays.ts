import { createHash } from 'node:crypto'
import { frameText } from '@store/trace/write-trace.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { direct } from '../src/direct.ts'
import type { Play } from '../src/play.ts'
import { recipes } from '../src/recipes.ts'
import type { Scenario } from '../src/scenario.ts'
import type { Shop } from '../src/shop.ts'
import { weathers } from '../src/weather.ts'

export function written(name: string, shop: Shop, seed: number): Scenario {
  const recipe = recipes.find((one) => one.name === name)
  if (recipe === undefined) throw new RangeError(`No recipe ${name}`)
  return recipe.write(shop, { ...recipe.usual, seed })
}

export const played = (name: string, shop: Shop, seed: number): Play =>
  direct(written(name, shop, seed), shop, seed, weathers.real.plates.leakMost)

export function hashOf(frames: readonly Frame[]): string {
  const hash = createHash('sha256')
  for (const frame of frames) hash.update(frameText(frame))
  return hash.digest('hex')
}

export const names: readonly string[] = recipes.map(({ name }) => name)
