import { MasterDataWrong, type Problem } from '@store/catalog/master-data.ts'
import { Fault } from '@store/kernel/fault.ts'
import { printable } from './report/text-width.ts'

/** What went wrong, in one line for standard error, whatever it was. */
export function tellFailure(error: unknown): string {
  if (MasterDataWrong.is(error)) {
    const { first, others } = firstProblem(error.detail)
    return printable(`${error.detail.file}: ${first}${others === 0 ? '' : ` (and ${others} more)`}.`)
  }
  if (error instanceof Fault) return printable(error.message)
  const said = error instanceof Error ? error.message : String(error)
  return printable(`Something broke in this program: ${said}; run it again with DEBUG=1 to see where.`)
}

/** A file can have many faults; a line has room for one, and for how many more there are. */
export function firstProblem({ problems }: { readonly problems: readonly Problem[] }): {
  first: string
  others: number
} {
  const { entry, field, flaw } = problems[0]!
  const where = [entry, field].filter((part) => part !== '').join(', ') || 'it'
  return { first: `${where} ${flaw}`, others: problems.length - 1 }
}
