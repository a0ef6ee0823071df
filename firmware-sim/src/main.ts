/** Plays a scenario in a store and writes what its devices would have said. `--help` says how. */
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from '@store/kernel/fault.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { readArguments, USAGE, type AskedTrace } from './arguments.ts'
import { recipes } from './recipes.ts'
import { record } from './record.ts'
import { fromScript, stockedFor } from './script-file.ts'
import { findScript } from './read-script.ts'
import type { Shop } from './shop.ts'
import { makeStore } from './stores.ts'
import { writeStoreFolder } from './write-store-folder.ts'
import { simulate } from './simulate.ts'
import { headsOnly } from './weather.ts'

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  switch (asked.wants) {
    case 'help':
      return console.log(USAGE)
    case 'list':
      return console.log(recipes.map(({ name, about }) => `${name.padEnd(14)} ${about}`).join('\n'))
    case 'store':
      return writeStoreFolder(asked.dir, makeStore(asked.seed, asked.gondolas))
    case 'trace':
      return playTrace(asked)
  }
}

async function playTrace(asked: AskedTrace): Promise<void> {
  const { seed, path } = asked
  const storeDir = asked.storeDir ?? CORNER_SHOP
  const { layout, catalog, planogram } = await loadStoreFolder(storeDir)
  const staged = await stage({ layout, products: catalog.products, facings: planogram.facings }, storeDir, asked)
  const weather = asked.headsOnly ? headsOnly(staged.weather) : staged.weather
  const simulation = simulate(staged.scenario, staged.shop, weather, seed)

  const named = { name: basename(path).replace(/\.jsonl(\.gz)?$/, ''), store: layout.id }
  await record(path, staged.isRestocked ? { ...named, planogram: staged.shop.facings } : named, simulation)
  const { name, people } = staged.scenario
  const seconds = Math.round(simulation.play.lastsMs / 1_000)
  console.log(`${path}: ${name}, ${seconds} s, ${people.length} people, ${simulation.frames.length} frames.`)
}

/** What is to be played, and in what: a recipe in the store as it is, or a labelled visit in the store as it was. */
async function stage(shop: Shop, storeDir: string, asked: AskedTrace) {
  const { recipe, script, seed, turnout } = asked
  if (script === undefined) {
    const scenario = recipe.write(shop, { ...recipe.usual, ...turnout, seed })
    return { scenario, shop, weather: recipe.inWeather?.(asked.weather) ?? asked.weather, isRestocked: false }
  }
  const found = await findScript(join(storeDir, 'scripts.json'), script)
  const restocked = stockedFor(found, shop)
  return { scenario: fromScript(found, restocked, seed), shop: restocked, weather: asked.weather, isRestocked: true }
}

const CORNER_SHOP = fileURLToPath(new URL('../stores/corner-shop', import.meta.url))

try {
  await main()
} catch (error) {
  if (!(error instanceof Fault)) throw error
  console.error(error.message)
  process.exitCode = 2
}
