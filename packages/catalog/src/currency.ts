import { z } from 'zod'
import { give } from './master-data.ts'

const wanted = give('an ISO 4217 code: three capital letters, such as "USD"')

/** The form of a code only: which codes exist changes by the year and by the runtime's tables. */
export const CurrencyCode = z.string(wanted).regex(/^[A-Z]{3}$/, wanted)
