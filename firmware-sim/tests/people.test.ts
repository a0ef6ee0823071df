import { describe, expect, test } from 'vitest'
import { toGondola } from '../src/gondola-frame.ts'
import { simulate } from '../src/simulate.ts'
import { distance } from '../src/points.ts'
import { walkReader } from '../src/walk.ts'
import { headsOnly, weathers } from '../src/weather.ts'
import { cornerShop } from './shops.ts'
import { played, written } from './plays.ts'

describe('how people move', () => {
  test.each([1, 2, 3, 4, 5])(
    '[SIM11] nobody walks through a gondola, nor faster than people stroll (seed %i)',
    (seed) => {
      for (const { walk } of played('crowd', cornerShop, seed).people) {
        const feet = walkReader(walk)
        let before = walk[0]!.at
        for (let atMs = walk[0]!.atMs; atMs < walk.at(-1)!.atMs; atMs += 100) {
          const at = feet(atMs)!
          expect(distance(before, at)).toBeLessThan(0.25)
          before = at
          for (const gondola of cornerShop.layout.gondolas) {
            const [x, y] = toGondola(gondola, at)
            expect(x > 0 && x < gondola.width && y < 0 && y > -gondola.depth).toBe(false)
          }
        }
      }
    },
  )

  test('[SIM12] hands reach the plate that is handled, and heads stay 0.3 to 1.1 m off it', () => {
    const play = played('plain', cornerShop, 3)
    const away = play.people.flatMap(({ walk, reaches }) => {
      const feet = walkReader(walk)
      return reaches.map(({ thereMs, target }) => distance(feet(thereMs)!, [target[0], target[1]]))
    })
    expect(away.length).toBeGreaterThan(5)
    expect(Math.min(...away)).toBeGreaterThan(0.3)
    expect(Math.max(...away)).toBeLessThan(1.3)
  })

  test('[SIM13] hands are seen only during reaches, and never by a tracker of heads', () => {
    const scenario = written('plain', cornerShop, 3)
    const { play, frames } = simulate(scenario, cornerShop, weathers.fair, 3)
    const reaches = play.people.flatMap((person) => person.reaches)
    const tracks = frames.filter((frame) => frame.kind === 'tracks')
    const withHands = tracks.filter((frame) => frame.tracks.some(({ hands }) => hands.length > 0))
    expect(withHands.length).toBeGreaterThan(50)
    for (const { capturedMs } of withHands)
      expect(reaches.some(({ startsMs, endsMs }) => capturedMs > startsMs - 100 && capturedMs < endsMs + 100)).toBe(
        true,
      )

    const blind = simulate(scenario, cornerShop, headsOnly(weathers.fair), 3).frames
    expect(blind.some((frame) => frame.kind === 'tracks' && frame.tracks.some(({ hands }) => hands.length > 0))).toBe(
      false,
    )
  })
})
