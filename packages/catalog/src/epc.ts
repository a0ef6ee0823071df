import { defineFault } from '@store/kernel/fault.ts'
import { checkDigit, gtin14Of } from './gtin.ts'

/**
 * SGTIN-96: the 96 bits on an RFID tag that name one single item, by its GTIN and a serial number
 * (GS1 EPC Tag Data Standard, "Serialised Global Trade Item Number"):
 *
 *     header 8 | filter 3 | partition 3 | company prefix 20..40 | indicator and item reference 24..4 | serial 38
 */
export interface Sgtin96 {
  readonly gtin14: string
  /** 0 to 2^38 - 1. */
  readonly serial: number
  /** 0 to 7; 1 is an item for sale, 3 a case. It is a reader's aid, no part of the identity. */
  readonly filter: number
  /** 6 to 12: how many of the GTIN's digits are the GS1 company prefix. The GTIN alone does not tell. */
  readonly companyPrefixDigits: number
}

/** By partition value: the field widths in bits. Together they are 44; a prefix of n digits leaves 13 - n to the item. */
const PARTITIONS = [
  { companyPrefixDigits: 12, companyPrefixBits: 40n, itemBits: 4n },
  { companyPrefixDigits: 11, companyPrefixBits: 37n, itemBits: 7n },
  { companyPrefixDigits: 10, companyPrefixBits: 34n, itemBits: 10n },
  { companyPrefixDigits: 9, companyPrefixBits: 30n, itemBits: 14n },
  { companyPrefixDigits: 8, companyPrefixBits: 27n, itemBits: 17n },
  { companyPrefixDigits: 7, companyPrefixBits: 24n, itemBits: 20n },
  { companyPrefixDigits: 6, companyPrefixBits: 20n, itemBits: 24n },
] as const

const HEADER = 0x30n
const SERIAL_BITS = 38n

/** Not even an EPC: the reader or the trace is damaged. */
export const EpcMalformed = defineFault(
  'catalog.epc-malformed',
  'refused',
  (d: { epc: string }) => `EPC ${JSON.stringify(d.epc)} is not 24 hexadecimal digits; send the tag's 96 bits as read.`,
)

/** An EPC that names no item by GTIN: usually a stray tag of another scheme, which a store simply does not sell. */
export const NotSgtin96 = defineFault(
  'catalog.epc-not-sgtin-96',
  'refused',
  (d: { epc: string; flaw: string }) =>
    `EPC ${d.epc} ${d.flaw}, so it names no GTIN; treat it as a stray tag, or encode the tag again as SGTIN-96.`,
)

export const SgtinUnencodable = defineFault(
  'catalog.sgtin-unencodable',
  'refused',
  (d: { field: string; value: number; allowed: string }) =>
    `Cannot write an SGTIN-96 tag: ${d.field} is ${d.value}; it must be a whole number from ${d.allowed}.`,
)

/** 24 upper-case hexadecimal digits [CA6]. Throws `SgtinUnencodable`, or `GtinWrong` for a bad GTIN. */
export function encodeSgtin96({ gtin14, serial, filter, companyPrefixDigits }: Sgtin96): string {
  const gtin = gtin14Of(gtin14)
  within('filter', filter, 0, 7)
  within('serial', serial, 0, 2 ** 38 - 1)
  within('companyPrefixDigits', companyPrefixDigits, 6, 12)

  const partition = 12 - companyPrefixDigits
  const { itemBits, companyPrefixBits } = PARTITIONS[partition]!
  // The tag moves the indicator digit, first in a GTIN-14, behind the company prefix, and leaves the check digit out.
  const companyPrefix = gtin.slice(1, 1 + companyPrefixDigits)
  const item = gtin[0]! + gtin.slice(1 + companyPrefixDigits, 13)

  let bits = HEADER
  bits = (bits << 3n) | BigInt(filter)
  bits = (bits << 3n) | BigInt(partition)
  bits = (bits << companyPrefixBits) | BigInt(companyPrefix)
  bits = (bits << itemBits) | BigInt(item)
  bits = (bits << SERIAL_BITS) | BigInt(serial)
  return bits.toString(16).toUpperCase().padStart(24, '0')
}

/** Reads 24 hexadecimal digits, either case [CA6]. Throws `EpcMalformed` or `NotSgtin96`. */
export function decodeSgtin96(epc: string): Sgtin96 {
  if (!/^[0-9a-fA-F]{24}$/.test(epc)) throw EpcMalformed({ epc })
  const bits = BigInt(`0x${epc}`)
  const field = (offset: bigint, width: bigint) => (bits >> offset) & ((1n << width) - 1n)

  const header = field(88n, 8n)
  if (header !== HEADER)
    throw NotSgtin96({ epc, flaw: `has header 0x${header.toString(16).padStart(2, '0')}, not 0x30` })
  const partition = PARTITIONS[Number(field(82n, 3n))]
  if (partition === undefined) throw NotSgtin96({ epc, flaw: 'has the reserved partition value 7' })

  const { companyPrefixDigits, companyPrefixBits, itemBits } = partition
  const companyPrefix = digits(field(SERIAL_BITS + itemBits, companyPrefixBits), companyPrefixDigits)
  const item = digits(field(SERIAL_BITS, itemBits), 13 - companyPrefixDigits)
  if (companyPrefix === undefined || item === undefined)
    throw NotSgtin96({ epc, flaw: 'holds a number with more digits than its partition allows' })

  const unchecked = item[0]! + companyPrefix + item.slice(1)
  return {
    gtin14: `${unchecked}${checkDigit(unchecked)}`,
    serial: Number(field(0n, SERIAL_BITS)),
    filter: Number(field(85n, 3n)),
    companyPrefixDigits,
  }
}

function digits(value: bigint, count: number): string | undefined {
  const text = value.toString().padStart(count, '0')
  return text.length > count ? undefined : text
}

function within(field: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw SgtinUnencodable({ field, value, allowed: `${low} to ${high}` })
}
