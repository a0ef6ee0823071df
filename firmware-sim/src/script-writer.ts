import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { pickWeighted } from './draws.ts'
import type { Act, Grab, Person, Place, Role } from './scenario.ts'
import type { Shop } from './shop.ts'

/** Writes one person's part, and keeps in mind what they have in their hands by then. */
export class ScriptWriter {
  readonly id: string
  readonly role: Role
  readonly random: Prng
  readonly shop: Shop
  readonly acts: Act[] = []
  /** What the person will hold, if everything goes as written. */
  readonly holding: Grab[] = []
  #labels = 0

  constructor(shop: Shop, seed: number, id: string, role: Role) {
    this.shop = shop
    this.id = id
    this.role = role
    this.random = prng(seed, `script/${id}`)
  }

  get entersAtMs(): number {
    return this.role.kind === 'shopper' ? this.role.entersAtMs : 0
  }

  /** Does an act and nothing else; those that change hands have a method of their own. */
  does(act: Act): void {
    this.acts.push(act)
  }

  picks(grabs: readonly Grab[], more: Partial<Extract<Act, { do: 'pick' }>> = {}): void {
    this.acts.push({ do: 'pick', grabs, manner: 'usual', ...more })
    this.holding.push(...grabs)
  }

  /** Puts one of the things held down at `place`, and answers what it was and the label under which it is over. */
  puts(held: Grab, place: Place, more: Partial<Extract<Act, { do: 'put' }>> = {}): { put: Grab; label: string } {
    const put = { gtin: held.gtin, quantity: 1, place }
    const label = more.label ?? `${this.id}/${++this.#labels}`
    this.acts.push({ do: 'put', put, manner: 'usual', ...more, label })
    this.letsGo(held)
    return { put, label }
  }

  letsGo(held: Grab): void {
    const at = this.holding.findIndex((one) => one === held)
    if (at === -1) return
    if (held.quantity > 1) this.holding[at] = { ...held, quantity: held.quantity - 1 }
    else this.holding.splice(at, 1)
  }

  /** A place that someone would want something from: any, or one of `among`. */
  wishes(quantity = 1, among: readonly Facing[] = this.shop.facings): Grab {
    const facing = pickWeighted(this.random, among, ({ stock }) => Math.max(0.01, stock ?? 1))
    return { gtin: facing.gtin, quantity, place: placeOf(facing) }
  }

  person(): Person {
    return { id: this.id, role: this.role, acts: this.acts }
  }
}

export const placeOf = ({ gondola, shelf, plates }: Facing): Place => ({ gondola, shelf, plates })
