import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts'
import { fillPortal } from './fill-portal.ts'
import { installPortal } from './install-portal.ts'
import type { Bench } from './start-bench.ts'
import { median } from './statistics.ts'
import { formatMs, type Row } from './table.ts'

const ROUNDS = 5
const ROWS = 200
const EMPLOYEE = 9

type Times = { cold: number[]; warm: number[] }

/**
 * From the portal's POST to the first row on the screen, in the portal's frame in Chromium, beside a page that is nothing but such a
 * row. Cold is a browser that was never there, warm its second opening.
 */
export async function measureFirstRow(bench: Bench): Promise<Row[]> {
  const portal = await installPortal(bench)
  await fillPortal(bench, portal.id, ROWS)
  const bare = await bench.simulator.createPortal({ installed: true, appUrl: await serveBarePage(bench) })
  const args = process.getuid?.() === 0 ? [...CHROMIUM_ARGS, '--no-sandbox'] : CHROMIUM_ARGS
  const browser = await chromium.launch({ executablePath: findChromium(), args })
  bench.parts.defer(() => browser.close())
  const feed: Times = { cold: [], warm: [] }
  const page: Times = { cold: [], warm: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    await openTwice(browser, `${portal.origin}/marketplace/app/1/?user=${EMPLOYEE}`, feed)
    await openTwice(browser, `${bare.origin}/marketplace/app/1/?user=${EMPLOYEE}`, page)
  }
  return (
    [
      ['cold', 800],
      ['warm', 500],
    ] as const
  ).map(([how, limit]) => ({
    ratio: median(feed[how]) / median(page[how]),
    what: `portal's POST to first visible row, ${how} : a bare page there`,
    measured: formatMs(median(feed[how])),
    baseline: formatMs(median(page[how])),
    reach: { limit, value: median(feed[how]), unit: 'ms' },
  }))
}

/** An app that answers the portal's POST with one row and nothing else. @returns its origin. */
async function serveBarePage({ parts }: Bench): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><title>Bare</title><p data-testid="feed-row">A row')
  }).listen(0, '127.0.0.1')
  parts.defer(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function openTwice(browser: Browser, address: string, times: Times): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    await context.addInitScript(noteTimes)
    times.cold.push(await openOnce(context, address))
    times.warm.push(await openOnce(context, address))
  } finally {
    await context.close()
  }
}

type Noted = Window & { submittedAt?: number; rowAt?: number }

/** Runs in each frame before its own scripts: when the portal submits its form, and when a row has been painted. */
function noteTimes(): void {
  const noted = window as Noted
  const submit = HTMLFormElement.prototype.submit
  HTMLFormElement.prototype.submit = function () {
    noted.submittedAt = Date.now()
    submit.call(this)
  }
  const observer = new MutationObserver(() => {
    if (document.querySelector('[data-testid=feed-row]') === null) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (noted.rowAt = Date.now())))
  })
  observer.observe(document, { childList: true, subtree: true })
}

/** @returns milliseconds. */
async function openOnce(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(address)
  await page.getByTestId('app-frame').contentFrame().getByTestId('feed-row').first().waitFor()
  const rowAt = await noteOf(page, 'rowAt')
  const submittedAt = await noteOf(page, 'submittedAt')
  await page.close()
  return rowAt - submittedAt
}

/** From whichever frame has it: the portal's page, or the app's. */
async function noteOf(page: Page, name: 'submittedAt' | 'rowAt'): Promise<number> {
  const frame = name === 'submittedAt' ? page.mainFrame() : page.frames().at(-1)
  const handle = await frame?.waitForFunction((key) => (window as Noted)[key], name)
  return Number(await handle?.jsonValue())
}
