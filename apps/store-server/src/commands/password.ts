import { hash, verify } from '@node-rs/argon2'

/**
 * argon2id (the library's default variant) with 19 MiB, 2 passes and 1 lane: the first of the sets that OWASP names as
 * equally strong. It takes about 20 ms of one core, so 4 sign-ins at once cost 76 MiB, and a stolen table costs a guesser
 * 19 MiB for every try, which is what graphics cards are short of. Written into each hash, so raising it needs no migration.
 */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

export interface PasswordCost {
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
  readonly outputLen: number
}

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for an account that does not exist: how long it took must not tell who has one [HT7]. */
  isRight(password: string, passwordHash: string | undefined): Promise<boolean>
}

export function passwords(cost: PasswordCost = passwordCost): Passwords {
  const nobodys = hash('the password of nobody', cost)
  nobodys.catch(() => {}) // the first sign-in reports it
  return {
    hash: (password) => hash(password.normalize('NFKC'), cost),
    isRight: async (password, passwordHash) => {
      const isMatch = await verify(passwordHash ?? (await nobodys), password.normalize('NFKC'))
      return passwordHash !== undefined && isMatch
    },
  }
}
