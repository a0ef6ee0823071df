import { nanostoreSuites } from './nanostore.ts'
import { networkSuite, qualitySuites, requiredSuites } from './required.ts'
import type { Suite } from './suite.ts'

/** Every suite, in the order of the report. */
export const suites: readonly Suite[] = [...nanostoreSuites, ...requiredSuites, networkSuite, ...qualitySuites]
