/**
 * Test-only, run as a process of its own: reads MINUTES of a store of 306 plates, made up as it goes and never kept,
 * and prints what that took. `node --import tsx read-store-hour.ts MINUTES`
 */
import { headerText } from './write-trace.ts'
import { readTrace } from './read-trace.ts'
import { header } from './trace-bytes.ts'
import { writeSamples } from '@store/device-protocol/samples.ts'

/** Plates on each of the six shelves of the store's five gondolas: 306 in all. */
const PLATES = [12, 9, 12, 9, 9]
const CHUNK_BYTES = 64 * 1024

async function* storeBytes(minutes: number): AsyncGenerator<Uint8Array> {
  const samples = PLATES.map((plates) => writeSamples(new Float32Array(12 * 6 * plates).fill(500.25)))
  let text = headerText(header)
  for (let tick = 0; tick < minutes * 60 * 5; tick++) {
    for (const [i, plates] of PLATES.entries()) {
      const [t, at] = [tick * 200, tick * 200 + 100 + i]
      const shape = `[12,6,${plates}]`
      text += `{"at":${at},"device":"shelf-${i + 1}","kind":"weight","t":${t},"rate":60,"gondola":${i + 1},"shape":${shape},"samples":"${samples[i]!}","seq":${tick + 1}}\n`
    }
    if (text.length < CHUNK_BYTES) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

let frames = 0
for await (const batch of (await readTrace(storeBytes(Number(process.argv[2])), 'hour')).batches) frames += batch.length
console.log(JSON.stringify({ frames, peakBytes: process.resourceUsage().maxRSS * 1024 }))
