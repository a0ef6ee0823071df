#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which npm does not carry: the same JSON-RPC over standard input and
 * output, answered by the same engine compiled to WebAssembly. PostgreSQL only.
 *
 * It rests on a protocol inside Prisma, so it is pinned to the versions in package.json. After every upgrade run
 * `npx vitest run apps/store-server/src/adapters/migrate.whole.test.ts`, which puts the real CLI through it.
 */
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { PrismaPg } from '@prisma/adapter-pg'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'

const asked = readArguments(process.argv.slice(2))
const url = asked.datasource?.url || process.env['DATABASE_URL'] || ''
const engineFolder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))

/** Shadow databases that are still there. */
const shadows = new Set()

let panic = ''
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    panic = message
    log('ERROR', { message })
  },
}

if (asked.rest.includes('--version')) tellVersion()
else if (asked.rest[0] === 'cli') await runCommand(asked.rest[1])
else answerRequests()

function readArguments(args) {
  const found = { datamodels: [], datasource: undefined, rest: [] }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '--datamodels' || arg === '-d') found.datamodels.push(args[++i])
    else if (arg === '--datasource') found.datasource = JSON.parse(args[++i])
    else if (arg === '--enabled-preview-features' || arg === '--extension-types') i++
    else found.rest.push(arg)
  }
  return found
}

function tellVersion() {
  const { version } = JSON.parse(readFileSync(join(engineFolder, 'package.json'), 'utf8'))
  console.log(`schema-engine-cli (wasm) ${version.split('.').at(-1)}`)
}

function log(level, fields) {
  const line = { timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

function refuse(id, data) {
  const message = 'An error happened. Check the data field for details.'
  say({ id, error: { code: 4466, message, data: { is_panic: false, ...data } } })
}

/** `cli can-connect-to-database` and `cli create-database`: one question, answered by the exit code. */
async function runCommand(command) {
  log('INFO', { message: 'Starting schema engine CLI' }) // the CLI drops the first line
  try {
    if (command === 'can-connect-to-database') await withClient(url, (client) => client.query('SELECT 1'))
    else if (command === 'create-database') await createDatabase()
    else throw new Error(`unsupported command: ${command}`)
    process.exit(0)
  } catch (error) {
    const codes = { ECONNREFUSED: 'P1001', ENOTFOUND: 'P1001', '28P01': 'P1000', '3D000': 'P1003' }
    const code = codes[error.code] ?? error.code ?? 'P1001'
    log('ERROR', { message: error.message, error_code: code, is_panic: false })
    process.exit(1)
  }
}

async function createDatabase() {
  const server = new URL(url)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  await withClient(server.href, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`))
}

async function withClient(connectionString, work) {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Requests come in as lines, in parallel; the process ends when standard input has, and all are answered. */
function answerRequests() {
  const open = new Set()
  let engine
  let isClosed = false

  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => void answer(JSON.parse(line)))
  lines.on('close', close)
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, close)

  // A panic in the engine surfaces outside of the call: without an answer the CLI would end as if all were well.
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error) => {
      for (const id of open) refuse(id, { message: panic || String(error?.stack ?? error) })
      open.clear()
      close()
    })
  }

  async function answer({ id, method, params }) {
    if (!method) return
    open.add(id)
    try {
      const result = await call(await (engine ??= startEngine()), method, params)
      if (open.has(id)) say({ id, result })
    } catch (error) {
      const code = /^P\d+/.test(error?.code ?? '') ? error.code : undefined
      refuse(id, { message: error?.message ?? String(error), error_code: code, meta: error?.meta })
    }
    open.delete(id)
    if (isClosed) close()
  }

  function close() {
    isClosed = true
    if (open.size > 0) return
    void Promise.allSettled([...shadows].map((drop) => drop())).then(() => process.exit(0))
  }
}

async function call(engine, method, params) {
  if (method === 'createDatabase') return { databaseName: '' }
  const name = method === 'getDatabaseVersion' ? 'version' : method
  if (!engine[name]) throw new Error(`unsupported method ${method}`)
  // The engine takes objects literally: no `undefined` in them.
  const request = JSON.parse(JSON.stringify(params ?? null))
  if (name === 'evaluateDataLoss' || name === 'createMigration') await rememberMigrations(engine, request)
  const result = await engine[name](request)
  if (method === 'diff' && result.stdout != null) {
    say({ id: 1_000_000, method: 'print', params: { content: result.stdout } })
  }
  return result ?? {}
}

/**
 * These two need the schema that the migrations make, and in WebAssembly they cannot ask for the shadow database that it
 * takes: they only find it where `devDiagnostic`, which can, has put it aside. The CLI's own call of that came before
 * the migrations were applied, and may have had no need for it.
 */
async function rememberMigrations(engine, { migrationsList, filters }) {
  await engine.devDiagnostic({ migrationsList, filters })
}

async function loadEngine() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = readFileSync(join(engineFolder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue })
  /* oxlint-disable no-underscore-dangle -- names that wasm-bindgen gives */
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  /* oxlint-enable no-underscore-dangle */
  return glue.SchemaEngine
}

async function startEngine() {
  const SchemaEngine = await loadEngine()
  const { datamodels } = asked
  const files = datamodels.length > 0 ? datamodels.map((file) => [file, readFileSync(file, 'utf8')]) : undefined
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(url || 'postgresql://127.0.0.1:1/none'))
  return SchemaEngine.new({ datamodels: files }, (message) => process.stderr.write(`${message}\n`), adapter)
}

function adapterFactory(connectionString) {
  const base = new PrismaPg({ connectionString, Client: CharAwareClient })
  return {
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => forMigrations(await base.connect()),
    connectToShadowDb: () => connectToShadow(connectionString),
  }
}

/** The adapter's own would connect to the main database: the connection string overrides the shadow's name. */
async function connectToShadow(connectionString) {
  const given = asked.datasource?.shadowDatabaseUrl
  if (given) return forMigrations(await new PrismaPg({ connectionString: given, Client: CharAwareClient }).connect())

  const name = `prisma_migrate_shadow_db_${randomUUID()}`
  const shadow = new URL(connectionString)
  shadow.pathname = `/${name}`
  await withClient(connectionString, (client) => client.query(`CREATE DATABASE "${name}"`))
  const adapter = forMigrations(
    await new PrismaPg({ connectionString: shadow.href, Client: CharAwareClient }).connect(),
  )
  const disconnect = adapter.dispose.bind(adapter)
  let dropped
  const drop = () => (dropped ??= dropShadow())
  async function dropShadow() {
    await disconnect()
    await withClient(connectionString, (client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))
    shadows.delete(drop)
  }
  shadows.add(drop)
  adapter.dispose = drop
  return adapter
}

/** Two things that the engine needs and the adapter does otherwise. */
function forMigrations(adapter) {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const i of result.rows.charColumns ?? []) result.columnTypes[i] = ColumnTypeEnum.Character
    return result
  }
  // The adapter cuts scripts at every ';', also inside of functions: send them whole.
  adapter.executeScript = async (sql) => {
    try {
      await adapter.underlyingDriver().query(sql)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}

/** The catalogue has columns of type "char" (oid 18), which the adapter does not know: shown to it as text (25). */
function CharAwareClient(...options) {
  const client = new Client(...options)
  const query = client.query.bind(client)
  client.query = (...args) => {
    const reply = args.at(-1)
    if (typeof reply === 'function') return query(...args.slice(0, -1), (error, result) => reply(error, asText(result)))
    const result = query(...args)
    return typeof result?.then === 'function' ? result.then(asText) : result
  }
  return client
}

function asText(results) {
  for (const result of [results].flat()) {
    result?.fields?.forEach((field, i) => {
      if (field.dataTypeID !== 18) return
      field.dataTypeID = 25
      ;(result.rows.charColumns ??= []).push(i)
    })
  }
  return results
}
