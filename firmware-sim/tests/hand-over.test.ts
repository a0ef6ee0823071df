import { expect, test } from 'vitest'
import { direct, ScriptStuck } from '../src/direct.ts'
import type { Person, Scenario } from '../src/scenario.ts'
import { linesOf } from '../src/truth.ts'
import { cornerShop } from './shops.ts'

const { gtin, ...place } = cornerShop.facings[0]!
const grab = { gtin, quantity: 1, place }

function shopper(id: string, entersAtMs: number, acts: Person['acts']): Person {
  return { id, role: { kind: 'shopper', entersAtMs, party: 1 }, acts }
}

test('[SIM17] who passes a thing on does not pay for it, who receives it does', () => {
  const scenario: Scenario = {
    name: 'exchange',
    people: [
      shopper('ana', 3_000, [
        { do: 'pick', grabs: [grab], manner: 'usual' },
        { do: 'give', to: 'ben', gtin, quantity: 1 },
      ]),
      shopper('ben', 6_000, [{ do: 'receive', from: 'ana' }]),
    ],
  }
  const { carriedOut } = direct(scenario, cornerShop, 1, 0.18)
  expect(linesOf(carriedOut.get('ana')!)).toEqual([])
  expect(linesOf(carriedOut.get('ben')!)).toEqual([{ gtin, quantity: 1 }])
})

test('[SIM18] a script that waits for what never comes is refused, and says who waits', () => {
  const scenario: Scenario = { name: 'stuck', people: [shopper('ana', 3_000, [{ do: 'receive', from: 'ben' }])] }
  expect(() => direct(scenario, cornerShop, 1, 0.18)).toThrow(
    expect.objectContaining({ code: ScriptStuck.code, message: expect.stringContaining('ana') }),
  )
})
