import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Frame } from '@store/device-protocol/frame.ts'
import { fromScript, stockedFor } from '@store/firmware-sim/script-file.ts'
import { headsOnly, weathers, type Weather } from '@store/firmware-sim/weather.ts'
import { storeOfTrace } from '@store/replay/store-of-trace.ts'
import { openTraceFile } from '@store/trace/open-trace.ts'
import { parseTruth, truthPathOf } from '@store/trace/truth.ts'
import { happenedAsTold } from '../score/causes.ts'
import { isNanostoreHere, NANOSTORE, nanostore, nanostoreScripts } from './shops.ts'
import { simulated } from './simulated.ts'
import type { Material, Suite } from './suite.ts'

const SCRIPTS = 38
const here = isNanostoreHere ? {} : { missing: 'needs ../shared/nanostore' }

/** The hand-labelled visits with fresh randomness: seeds 1 to 38 play each once, 39 to 76 once more, otherwise. */
const scriptSuite = (name: string, weather: Weather, figures: Pick<Suite, 'requiredF1' | 'winnerF1'>): Suite => ({
  name,
  about: `all ${SCRIPTS} hand-labelled visits of a real shop, simulated sensors: ${weather.name}${weather.tracker.hands === 'never' ? ', no hands' : ''}`,
  group: 'nanostore',
  ...figures,
  ...here,
  seeds: { quick: 4, full: SCRIPTS },
  make: async (seed) => {
    const script = nanostoreScripts()[(seed - 1) % SCRIPTS]!
    const shop = stockedFor(script, await nanostore())
    return simulated({ name: `${script.name}/${seed}`, seed, scenario: fromScript(script, shop, seed), shop, weather })
  },
})

export const nanostoreSuites: readonly Suite[] = [
  traceSuite('recordings', 'the real recordings, real sensors', { requiredF1: 1, winnerF1: 1 }),
  traceSuite('traces', "ten labelled visits, another simulator's sensors", { requiredF1: 0.98, winnerF1: 0.894 }),
  scriptSuite('nanostore-scripts', weathers.real, { requiredF1: 0.96, winnerF1: 0.868 }),
  scriptSuite('nanostore-scripts-heads-only', headsOnly(weathers.real), { requiredF1: 0.91, winnerF1: 0.829 }),
  scriptSuite('nanostore-scripts-fair', weathers.fair, { requiredF1: 0.96 }),
  scriptSuite('nanostore-scripts-foul', weathers.foul, {}),
]

function traceSuite(
  folder: 'recordings' | 'traces',
  about: string,
  figures: Pick<Suite, 'requiredF1' | 'winnerF1'>,
): Suite {
  const dir = join(NANOSTORE, folder)
  const paths = isNanostoreHere ? readdirSync(dir).filter((name) => name.endsWith('.jsonl.gz')) : []
  return {
    name: `nanostore-${folder}`,
    about,
    group: 'nanostore',
    ...figures,
    ...here,
    seeds: { quick: Math.min(3, paths.length), full: paths.length, most: paths.length },
    // A recording is what it is: the seed only says which.
    make: (seed) => recorded(join(dir, paths.sort()[(seed - 1) % paths.length]!)),
  }
}

async function recorded(path: string): Promise<Material> {
  const { header, batches } = await openTraceFile(path)
  const store = await storeOfTrace(header, path, undefined)
  const frames: Frame[] = []
  for await (const batch of batches) for (const { frame } of batch) frames.push(frame)
  const truth = parseTruth(readFileSync(truthPathOf(path), 'utf8'), path)
  const shop = { layout: store.layout, products: store.catalog.products, facings: store.planogram.facings }
  return {
    name: basename(path).replace('.jsonl.gz', ''),
    quality: header.recorded ? 'recorded' : 'published',
    store,
    frames,
    inside: header.inside,
    truth: truth.receipts,
    happened: happenedAsTold(truth.events ?? [], shop),
    shoppers: truth.receipts.length,
  }
}
