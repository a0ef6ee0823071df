/** Who may sign in. E-mail addresses are in lower case here, and unique. */
export interface Account {
  readonly id: string
  readonly email: string
  readonly passwordHash: string
  readonly displayName: string
  readonly role: 'shopper' | 'staff'
  /** The bank's token for the shopper's card. */
  readonly paymentMethod: string
  /** Asked in this order where the first is declined; absent where there are none. */
  readonly nextMethods?: readonly string[]
  readonly createdAtMs: number
}

export interface AccountBook {
  /** False when the address has an account already, also when two ask at once. */
  add(account: Account): Promise<boolean>
  byId(id: string): Promise<Account | undefined>
  byEmail(email: string): Promise<Account | undefined>
  setPasswordHash(id: string, passwordHash: string): Promise<void>
  /** In the order in which they are to be asked; at least one. */
  setPaymentMethods(id: string, methods: readonly [string, ...string[]]): Promise<void>
}

/** In the memory of one process: for tests. */
export function memoryAccountBook(): AccountBook {
  const accounts = new Map<string, Account>()
  const byEmail = (email: string): Account | undefined => [...accounts.values()].find((one) => one.email === email)
  return {
    add: (account) => {
      const isNew = byEmail(account.email) === undefined
      if (isNew) accounts.set(account.id, account)
      return Promise.resolve(isNew)
    },
    byId: (id) => Promise.resolve(accounts.get(id)),
    byEmail: (email) => Promise.resolve(byEmail(email)),
    setPasswordHash: (id, passwordHash) => {
      const account = accounts.get(id)
      if (account) accounts.set(id, { ...account, passwordHash })
      return Promise.resolve()
    },
    setPaymentMethods: (id, [paymentMethod, ...nextMethods]) => {
      const account = accounts.get(id)
      if (account) accounts.set(id, { ...account, paymentMethod, nextMethods })
      return Promise.resolve()
    },
  }
}
