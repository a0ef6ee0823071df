/** A process that plays the days it is told to, one after the other. What goes wrong in it without being heard ends it. */
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { dayOf } from './run-days.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../firmware-sim/stores/corner-shop'))

process.on('message', (seed: number) => {
  void dayOf(seed, store).then((day) => process.send!(day))
})
