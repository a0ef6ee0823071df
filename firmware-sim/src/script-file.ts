import { z } from 'zod'
import { defineFault } from '@store/kernel/fault.ts'
import { prng } from '@store/kernel/prng.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { Act, Grab, Person, Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'

/** A hand-labelled visit from a store's script file (`nanostore/scripts.json`): who took what, where, to the second. */
export type Script = z.infer<typeof Script>

const Place = {
  gondola: z.union([z.string(), z.int()]).transform(String),
  shelf: z.int(),
  plates: z.array(z.int()).min(1),
}
const Script = z.object({
  name: z.string(),
  shoppers: z.int().positive(),
  events: z.array(
    z.object({
      at: z.number(),
      shopper: z.int().nonnegative(),
      action: z.enum(['pick', 'put']),
      items: z.array(z.object({ gtin: z.string(), quantity: z.int().positive() })).min(1),
      ...Place,
    }),
  ),
  /** As labelled, by GTIN, one per shopper. */
  receipts: z.array(z.record(z.string(), z.int().positive())).optional(),
  planogramOverrides: z.array(z.object({ gtin: z.string(), ...Place })),
})

export const ScriptFileWrong = defineFault(
  'sim.script-file-wrong',
  'refused',
  (d: { path: string; problem: string }) =>
    `${d.path} is no list of scripts: ${d.problem}. Each is {name, shoppers, events, planogramOverrides}.`,
)

export const NowhereInStore = defineFault(
  'sim.script-product-nowhere',
  'refused',
  (d: { gtin: string; script: string; store: string }) =>
    `Script ${d.script} picks ${d.gtin}, which lies nowhere in store ${d.store}; play it in the store it was labelled in.`,
)

export function parseScripts(text: string, path: string): Script[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw ScriptFileWrong({ path, problem: 'it is not JSON' }, error)
  }
  const parsed = z.array(Script).safeParse(json)
  if (parsed.success) return parsed.data
  const { path: where, message } = parsed.error.issues[0]!
  throw ScriptFileWrong({ path, problem: `${where.join('.')}: ${message}` })
}

/**
 * The shop as it was stocked on that day: an override moves a product away from wherever else it lay, and takes its
 * plates from what lay there, an earlier override too.
 */
export function stockedFor({ planogramOverrides }: Script, shop: Shop): Shop {
  if (planogramOverrides.length === 0) return shop
  const moved = new Set(planogramOverrides.map(({ gtin }) => gtin))
  const facings = planogramOverrides.reduce<readonly Facing[]>(
    (lying, override) => [...without(lying, override), { ...override, stock: 6 }],
    shop.facings.filter(({ gtin }) => !moved.has(gtin)),
  )
  return { ...shop, facings }
}

/** What is left of the facings where something else is put on these plates. */
const without = (facings: readonly Facing[], { gondola, shelf, plates }: Omit<Facing, 'gtin' | 'stock'>): Facing[] =>
  facings
    .map((facing) =>
      facing.gondola === gondola && facing.shelf === shelf
        ? { ...facing, plates: facing.plates.filter((plate) => !plates.includes(plate)) }
        : facing,
    )
    .filter(({ plates: left }) => left.length > 0)

/** Everyone is in before the first labelled act, which is this long after the last one scanned. */
const SETTLES_IN_MS = 6_000
const ENTERS_EVERY_MS = 4_500

/** Plays a labelled visit. Labels are to the second: each act is drawn from the second around its label. */
export function fromScript(script: Script, shop: Shop, seed: number): Scenario {
  const random = prng(seed, `script/${script.name}`)
  const zeroMs = 3_000 + (script.shoppers - 1) * ENTERS_EVERY_MS + SETTLES_IN_MS
  const people = Array.from({ length: script.shoppers }, (_, shopper): Person => {
    const own = script.events.filter((event) => event.shopper === shopper).toSorted((a, b) => a.at - b.at)
    const acts = own.flatMap(({ at, action, items, gondola, shelf, plates }): Act[] => {
      const atMs = zeroMs + at * 1_000 + random.between(-500, 500)
      const grabs = items.map(({ gtin, quantity }): Grab => ({ gtin, quantity, place: { gondola, shelf, plates } }))
      if (action === 'pick')
        return [{ do: 'pick', grabs: grabs.map((grab) => whereItLies(grab, shop, script)), manner: 'usual', atMs }]
      return grabs.map((put) => ({ do: 'put', put, manner: 'usual', atMs }))
    })
    const entersAtMs = 3_000 + shopper * ENTERS_EVERY_MS + random.between(0, 1_000)
    return { id: `shopper-${shopper + 1}`, role: { kind: 'shopper', entersAtMs, party: 1 }, acts }
  })
  return { name: script.name, people }
}

/** As labelled, unless nothing of it can lie on that shelf: then where the planogram has it. */
function whereItLies(grab: Grab, shop: Shop, { name, events }: Script): Grab {
  const { gondola, shelf } = grab.place
  const isThere = (place: { gondola: string; shelf: number }) => place.gondola === gondola && place.shelf === shelf
  const wasPut = events.some(
    (event) => event.action === 'put' && isThere(event) && event.items.some(({ gtin }) => gtin === grab.gtin),
  )
  const own = shop.facings.filter(({ gtin }) => gtin === grab.gtin)
  if (wasPut || own.some(isThere)) return grab
  const facing = own[0]
  if (facing === undefined) throw NowhereInStore({ gtin: grab.gtin, script: name, store: shop.layout.id })
  return { ...grab, place: { gondola: facing.gondola, shelf: facing.shelf, plates: facing.plates } }
}
