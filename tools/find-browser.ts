/**
 * A Chromium for the journeys: one that is installed, else, as root on Debian, one that is installed now. Whoever
 * cannot be helped is told how to help themselves.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Browser =
  { readonly isThere: true; readonly path: string } | { readonly isThere: false; readonly say: string }

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Takes minutes when it has to install one. */
export function findBrowser(
  say: (sentence: string) => void = (sentence) => process.stderr.write(`${sentence}\n`),
): Browser {
  const wish = process.env['CHROMIUM']
  if (wish) {
    return isProgram(wish)
      ? { isThere: true, path: wish }
      : {
          isThere: false,
          say: `CHROMIUM says ${wish}, but there is no program. Correct it, or unset it to have one found.`,
        }
  }
  const path = installed()
  if (path !== undefined) return { isThere: true, path }
  if (!isRootOnDebian()) return { isThere: false, say: HOW_TO }

  say('The journeys need a browser and there is none: installing Debian’s chromium with apt-get, once.')
  const trouble = aptGet('update') ?? aptGet('install', '-y', '--no-install-recommends', 'chromium')
  const fresh = installed()
  if (fresh !== undefined) return { isThere: true, path: fresh }
  return { isThere: false, say: `${HOW_TO} (apt-get was tried: ${trouble ?? 'it installed no chromium'})` }
}

const HOW_TO =
  'The journeys need a browser: install Chromium or Google Chrome (Debian: apt-get install chromium; ' +
  'macOS: brew install --cask google-chrome), or set CHROMIUM to the path of one.'

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE].find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isRootOnDebian = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version')

/** Answers what went wrong. */
function aptGet(...args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `apt-get ${args[0]} ended with ${status}`)
}
