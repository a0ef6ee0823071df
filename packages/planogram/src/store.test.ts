import { MasterDataWrong } from '@store/catalog/master-data.ts'
import { describe, expect, test } from 'vitest'
import { parseStore } from './store.ts'

const exit = {
  id: 'exit',
  kind: 'exit',
  line: [[3, 0], [4, 0]],
  vestibule: [[3, 0], [4, 0], [4, 1], [3, 1]],
} // prettier-ignore
const entry = { id: 'entry', kind: 'entry', line: [[0, 0], [1, 0]] } // prettier-ignore
const gondola = {
  id: 1,
  x: 0,
  y: 4,
  rotation: 0,
  width: 0.9,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [
    { index: 1, height: 0.3, plates: 9 },
    { index: 2, height: 0.6, plates: 9 },
  ],
}
const store = {
  id: 'corner',
  name: 'Corner shop',
  lengthUnit: 'm',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  floor: [[0, 0], [5, 0], [5, 4], [0, 4]], // prettier-ignore
  gates: [entry, exit],
  gondolas: [gondola],
}

const read = (changes: object = {}) => parseStore(JSON.stringify({ ...store, ...changes }), 'store.json')
const refusalOf = (changes: object) => {
  try {
    read(changes)
  } catch (error) {
    if (MasterDataWrong.is(error)) return error.message
    throw error
  }
  return 'not refused'
}

describe('a layout file', () => {
  test('[PL1] reads with string ids, and rotation in degrees', () => {
    const { rotation, ...rest } = gondola
    expect(read().gondolas).toEqual([{ ...rest, id: '1', rotationDegrees: rotation }])
    expect(read().gates.map(({ id }) => id)).toEqual(['entry', 'exit'])
  })

  test('[PL1] lists shelves by index, in whatever order the file has them', () => {
    const layout = read({ gondolas: [{ ...gondola, shelves: gondola.shelves.toReversed() }] })
    expect(layout.gondolas[0]?.shelves.map(({ index }) => index)).toEqual([1, 2])
  })

  test('[PL1] may hold fields that are not ours', () => {
    expect(read({ landlord: 'City' })).not.toHaveProperty('landlord')
  })

  test('[PL16] may have no gates: a recording can begin and end inside', () => {
    expect(read({ gates: [] }).gates).toEqual([])
  })

  test('[PL5] may let plates stand over by the width of a rounding error', () => {
    expect(read({ gondolas: [{ ...gondola, width: 0.89 }] }).gondolas).toHaveLength(1)
  })
})

describe('a faulty layout file is told so that it can be mended', () => {
  test.each([
    ['[PL2]', 'feet', { lengthUnit: 'ft' }, 'lengthUnit is "ft"; give "m"'],
    ['[PL2]', 'no unit', { lengthUnit: undefined }, 'lengthUnit is missing; give "m"'],
    ['[PL17]', 'an invented time zone', { timeZone: 'Europe/Atlantis' }, 'timeZone is "Europe/Atlantis"; give an IANA'],
    ['[PL17]', 'an offset as time zone', { timeZone: '+01:00' }, 'timeZone is "+01:00"; give an IANA'],
    ['[PL17]', 'a lower-case currency', { currency: 'eur' }, 'currency is "eur"; give an ISO 4217 code'],
    ['[PL2]', 'no gondola', { gondolas: [] }, 'gondolas is []; give at least one gondola'],
    ['[PL3]', 'a floor of two corners', { floor: [[0, 0], [1, 1]] }, 'floor has 2 corners; give at least three'],
    ['[PL3]', 'a floor that ends where it began', { floor: [[0, 0], [1, 0], [1, 1], [0, 0]] }, 'floor lists the corner [0, 0] twice'],
    ['[PL3]', 'a floor without area', { floor: [[0, 0], [1, 1], [2, 2]] }, 'floor has all its corners on one line'],
    ['[PL3]', 'a floor like a bow tie', { floor: [[0, 0], [1, 1], [1, 0], [0, 1]] }, 'floor crosses itself: the edge from [0, 0] meets the edge from [1, 0]'],
    ['[PL3]', 'a floor with a spike', { floor: [[0, 0], [2, 0], [1, 0], [1, 1]] }, 'floor crosses itself'],
    ['[PL3]', 'a corner in space', { floor: [[0, 0, 0], [1, 0], [1, 1]] }, 'floor[0] is [0,0,0]; give a point [x, y]'],
    ['[PL3]', 'a corner nowhere', { floor: [[0, null], [1, 0], [1, 1]] }, 'floor[0][1] is null; give a number of metres'],
    ['[PL3]', 'a vestibule like a bow tie', { gates: [{ ...exit, vestibule: [[0, 0], [1, 1], [1, 0], [0, 1]] }] }, 'gate exit, vestibule crosses itself'],
    ['[PL16]', 'a window', { gates: [{ ...entry, kind: 'window' }] }, 'gate entry, kind is "window"; give "entry" or "exit"'],
    ['[PL16]', 'a gate without width', { gates: [{ ...entry, line: [[1, 1], [1, 1]] }] }, 'gate entry, line starts and ends in one point'],
    ['[PL16]', 'an exit with one door', { gates: [{ ...exit, vestibule: undefined }] }, 'gate exit, vestibule is missing at an exit'],
    ['[PL4]', 'two gates of one name', { gates: [entry, { ...exit, id: 'entry' }] }, 'gate entry, id is the id of two gates'],
    ['[PL4]', 'two gondolas of one name', { gondolas: [gondola, { ...gondola, id: '1' }] }, 'gondola 1, id is the id of two gondolas'],
  ])('%s %s', (_rule, _what, changes, why) => {
    expect(refusalOf(changes)).toContain(`store.json: ${why}`)
  }) // prettier-ignore

  test.each([
    ['[PL2]', { plateWidth: 0 }, 'plateWidth is 0; give a number of metres above 0'],
    ['[PL2]', { depth: -0.4 }, 'depth is -0.4; give a number of metres above 0'],
    ['[PL2]', { x: '0' }, 'x is "0"; give a number of metres'],
    ['[PL2]', { rotation: null }, 'rotation is null; give degrees'],
    ['[PL2]', { shelves: [] }, 'shelves is []; give at least one shelf'],
    ['[PL2]', { shelves: [{ index: 0, height: 1, plates: 1 }] }, 'shelves[0].index is 0; give a whole number from 1'],
    ['[PL2]', { shelves: [{ index: 1, height: -1, plates: 1 }] }, 'shelves[0].height is -1; give a height above the floor'],
    ['[PL2]', { shelves: [{ index: 1, height: 1, plates: 2.5 }] }, 'shelves[0].plates is 2.5; give a whole number from 1'],
    ['[PL4]', { shelves: [gondola.shelves[0], gondola.shelves[0]] }, 'shelf 1 is listed twice'],
    ['[PL5]', { shelves: [{ index: 3, height: 1, plates: 10 }] }, 'shelf 3 has 10 plates of 0.1 m, 1.000 m in all, on a gondola 0.9 m wide'],
  ])('%s a gondola with %j', (_rule, changes, why) => {
    expect(refusalOf({ gondolas: [{ ...gondola, ...changes }] })).toContain(`store.json: gondola 1, ${why}`)
  }) // prettier-ignore

  test('[PL2] an infinite length is refused, though JSON can write one', () => {
    const text = JSON.stringify(store).replace('"width":0.9', '"width":1e999')
    expect(() => parseStore(text, 'store.json')).toThrow(
      'gondola 1, width is Infinity; give a number of metres above 0',
    )
  })

  test('[PL1] a gondola without an id is named by its place in the list', () => {
    expect(refusalOf({ gondolas: [gondola, { ...gondola, id: undefined }] })).toContain(
      'gondola number 2, id is missing; give an id',
    )
  })
})
