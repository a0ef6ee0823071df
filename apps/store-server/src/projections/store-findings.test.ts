import { FloorFinding } from '@store/contract/floor.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { floorView } from './floor-view.ts'
import { storeFindings } from './store-findings.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const product = store.catalog.products[0]!
const { gtin, name, weightGrams } = product

function taken(grams: number): ChangeEvidence {
  const acts = [{ action: 'took', actor: 'ana', gtin, quantity: 1, place: 'own-facing' }] as const
  const change = { id: 'c', gondola: 'A', shelf: 1, startedMs: 0, momentMs: 0, settledMs: 0, closedMs: 0, plates: [] }
  return { change, grams: -grams, considered: [{ acts, probability: 0.99 }], people: [] }
}

test('[PI25] plates that say nothing and articles of another weight are told in the words of the contract, and go when they are well', () => {
  const findings = storeFindings(store.catalog)
  const view = floorView(store)
  const told = () => view.snapshot().items.filter(({ kind }) => kind === 'finding')
  const weighed = weightGrams * 1.1
  for (let n = 0; n < 6; n++)
    findings.hear({ type: 'change-believed', atMs: 0, evidence: taken(weighed), visits: new Map(), isReplay: false })
  const found = findings.with([{ gondola: 'A', shelf: 2, plates: [3, 4] }])
  for (const one of found) expect(FloorFinding.parse(one)).toEqual(one)
  view.findings(found)
  expect(told().map((item) => item.kind === 'finding' && item.finding)).toEqual([
    { what: 'silent-plates', gondola: 'A', shelf: 2, plates: [3, 4] },
    {
      what: 'wrong-weight',
      gtin,
      name,
      catalogGrams: weightGrams,
      measuredGrams: Math.round(weighed * 10) / 10,
      weighings: 6,
    },
  ])

  for (let n = 0; n < 40; n++)
    findings.hear({
      type: 'change-believed',
      atMs: 0,
      evidence: taken(weightGrams),
      visits: new Map(),
      isReplay: false,
    })
  view.findings(findings.with([]))
  expect(told()).toEqual([])
})
