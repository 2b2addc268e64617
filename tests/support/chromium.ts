import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** What every browser of a test is started with. */
export const CHROMIUM_ARGS = [
  '--disable-background-networking',
  '--disable-quic',
  '--no-first-run',
  // Without a graphics card it would emulate one, which costs more than all the rest of a page.
  '--disable-gpu',
]

// Both are Chromium; the shell draws no window around the pages, and on two cores a window costs a third of the time.
const SYSTEM = ['chromium-headless-shell', 'chromium', 'google-chrome', 'chromium-browser']

/**
 * The Chromium to test with: `CHROMIUM_PATH`, the system's, or Playwright's own; where there is none it is installed.
 * @throws Error when none can be had.
 */
export function findChromium(): string {
  const candidates = [process.env.CHROMIUM_PATH, ...SYSTEM.map(onPath), chromium.executablePath()]
  const found = candidates.find((file) => file && existsSync(file))
  if (found) return found
  return installed() ?? fail()
}

function installed(): string | null {
  run('node_modules/.bin/playwright', ['install', 'chromium'])
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  if (process.getuid?.() !== 0) return null
  run('apt-get', ['update'])
  for (const name of ['chromium-headless-shell', 'chromium']) {
    run('apt-get', ['install', '-y', '--no-install-recommends', name])
    const file = onPath(name)
    if (file) return file
  }
  return null
}

function onPath(name: string): string | undefined {
  return [...(process.env.PATH ?? '').split(':'), '/usr/bin']
    .map((folder) => `${folder}/${name}`)
    .find((file) => existsSync(file))
}

function run(command: string, args: string[]): void {
  process.stdout.write(`No Chromium found; trying: ${command} ${args.join(' ')}\n`)
  spawnSync(command, args, { stdio: 'inherit', timeout: 300_000 })
}

function fail(): never {
  throw new Error('No Chromium was found and none could be installed: set CHROMIUM_PATH.')
}
