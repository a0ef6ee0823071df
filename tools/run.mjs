/**
 * `node tools/run.mjs FILE.ts [ARGUMENT...]`: one of the project's programs, in this very process: Ctrl-C and an exit
 * code have nobody between to pass through. TypeScript is translated by tsx, which keeps what it translated in the
 * folder for temporary files and does not start without one; where this user may not write there, it gets one of ours.
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('Usage: node tools/run.mjs FILE.ts [ARGUMENT...]')
  process.exit(2)
}
const program = resolve(file)
process.argv.splice(1, process.argv.length, program, ...args)

const inProject = join(import.meta.dirname, '../node_modules/.cache/temporary')
const folder = [tmpdir(), inProject, join(homedir(), '.cache/store-without-a-cashier')].find(isWritable)
if (folder === undefined) {
  console.error(`Nothing can be written in ${tmpdir()}: set TMPDIR to a folder that can be written in.`)
  process.exit(2)
}
if (folder !== tmpdir()) process.env['TMPDIR'] = process.env['TEMP'] = process.env['TMP'] = folder

if (process.env['npm_lifecycle_event']) endWithParent()
await import('tsx')
await import(pathToFileURL(program).href)

/** `kill` of npm ends npm and the shell below it, and would leave what they started running for ever. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

function isWritable(candidate) {
  try {
    if (candidate !== tmpdir()) mkdirSync(candidate, { recursive: true })
    accessSync(candidate, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
