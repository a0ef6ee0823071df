import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patched } from './patch.ts'

interface Dot {
  readonly id: string
  readonly x: number
}
const view = (revision: number, ...dots: Dot[]) => ({ revision, items: new Map(dots.map((dot) => [dot.id, dot])) })

describe('a live view', () => {
  test('[CT1] takes a patch that follows its revision', () => {
    const next = patched(view(4, { id: 'a', x: 1 }), { after: 4, revision: 5, put: [{ id: 'a', x: 2 }], drop: [] })
    expect(next).toEqual(view(5, { id: 'a', x: 2 }))
  })

  test('[CT1] refuses a patch after a gap, an old one, and one from before it joined', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (revision, after) => {
        fc.pre(revision !== after)
        expect(patched(view(revision), { after, revision: after + 1, put: [], drop: [] })).toBeUndefined()
      }),
    )
  })

  test('[CT2] drops, then puts', () => {
    const next = patched(view(1, { id: 'a', x: 1 }, { id: 'b', x: 1 }), {
      after: 1,
      revision: 2,
      put: [{ id: 'a', x: 9 }],
      drop: ['a', 'b'],
    })
    expect(next).toEqual(view(2, { id: 'a', x: 9 }))
  })

  test('[CT3] is a value: the view before the patch stays as it was', () => {
    const before = view(1, { id: 'a', x: 1 })
    patched(before, { after: 1, revision: 2, put: [{ id: 'b', x: 2 }], drop: ['a'] })
    expect(before).toEqual(view(1, { id: 'a', x: 1 }))
  })
})
