import { hardCaseSuites, wrongWeightSuite } from './hard-cases.ts'
import { nanostoreSuites } from './nanostore.ts'
import { networkSuite, qualitySuites, requiredSuites } from './required.ts'
import { crowdSuites, noiseSuites, sizeSuites } from './sweeps.ts'
import type { Suite } from './suite.ts'

/** Every suite, in the order of the report. */
export const suites: readonly Suite[] = [
  ...nanostoreSuites,
  ...requiredSuites,
  networkSuite,
  ...hardCaseSuites,
  wrongWeightSuite,
  ...qualitySuites,
  ...noiseSuites,
  ...crowdSuites,
  ...sizeSuites,
]
