import { openDemo, type Demo, type DemoOptions } from '@store/demo/open-demo.ts'
import { assert } from '@store/kernel/assert.ts'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The demo in this process, which can be closed and opened again on the same data and at the same address. */
export interface Shop {
  readonly url: string
  readonly bankUrl: string
  readonly demo: Demo
  /** How many things the first simulated body really walked out with; undefined while it is inside. */
  carriedOut(): number | undefined
  signIn(role: 'shopper' | 'staff'): { readonly email: string; readonly password: string }
  reopen(): Promise<void>
  /** Closed while something is done, then opened again. */
  closeFor(act: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export async function openShop(guests: Pick<DemoOptions, 'longestVisitMinutes' | 'guestPicks'> = {}): Promise<Shop> {
  const dataDir = dataFolder()
  const port = await unusedPort()
  const said: string[] = []
  const open = () => openDemo({ dataDir, port, seed: 11, say: (sentence) => said.push(sentence), ...guests })
  let demo = await open()
  return {
    url: `http://localhost:${port}`,
    get demo() {
      return demo
    },
    get bankUrl() {
      return demo.bankUrl
    },
    carriedOut() {
      const [, units] = said.map((line) => /^guest-1\S* walked out with (\w+)/.exec(line)).find(Boolean) ?? []
      return units === undefined ? undefined : units === 'nothing' ? 0 : units === 'one' ? 1 : Number(units)
    },
    signIn(role) {
      const found = demo.server.firstSignIns.find((one) => one.role === role)
      assert(found, `the demo has no ${role}`)
      return found
    },
    async reopen() {
      await demo.close()
      demo = await open()
    },
    async closeFor(act) {
      await demo.close()
      try {
        await act()
      } finally {
        demo = await open()
      }
    },
    async close() {
      await demo.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** One that the database may enter, whoever starts it. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'))
  chmodSync(folder, 0o755)
  return folder
}

export function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })
}
