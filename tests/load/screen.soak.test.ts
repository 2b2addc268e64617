import { chromium, type Frame, type Page } from '@playwright/test'
import { expect, onTestFinished, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem, type System } from '../support/start-system.ts'
import { percentile } from './statistics.ts'

const system = runSystem()
const CLAIM = 1220
const ROWS = 20_000
const PER_SECOND = 50
const STRETCH_MS = 60_000
const PEOPLE = [7, 9]

/** A feed of 20,000 rows as if they had come one by one; written into the database, since the portal would take minutes. */
async function seedRows({ sql }: System, memberId: string): Promise<void> {
  await sql(
    `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at,
                            received_at, created_by_id, assigned_by_id)
     select p.id, $2, 1000000 + n, n, n, 'EVENT', 'PERSON', 'Claim ' || n || repeat(' on and on', n % 9),
            now() - (20001 - n) * interval '97 seconds', now() - (20001 - n) * interval '97 seconds', 7 + n % 2 * 2, 7
     from portal p, generate_series(1, $3::int) n where p.member_id = $1`,
    [memberId, CLAIM, ROWS],
  )
  await sql(
    `update feed_head set head_revision = $2
     where portal_id = (select id from portal where member_id = $1)`,
    [memberId, ROWS],
  )
}

async function openFeed(origin: string): Promise<{ page: Page; frame: Frame }> {
  const args = process.getuid?.() === 0 ? [...CHROMIUM_ARGS, '--no-sandbox'] : CHROMIUM_ARGS
  const executablePath = findChromium()
  const browser = await chromium.launch(executablePath === undefined ? { args } : { executablePath, args })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${origin}/marketplace/app/1/?user=1`)
  await page.getByTestId('app-frame').contentFrame().getByTestId('feed-row').first().waitFor({ timeout: 60_000 })
  const frame = page.frames().find((candidate) => candidate.url().includes('/feed'))
  if (!frame) throw new Error('The feed is not open')
  return { page, frame }
}

/** Scrolls down until there is no more to read. */
async function readAll(frame: Frame): Promise<void> {
  const list = frame.getByTestId('feed-list')
  await expect
    .poll(
      async () => {
        await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
        return frame.getByText('That is everything.').count()
      },
      { timeout: 240_000, interval: 20 },
    )
    .toBe(1)
}

/** Milliseconds from frame to frame while `run` runs. */
async function framesDuring(frame: Frame, run: () => Promise<void>): Promise<number[]> {
  await frame.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { frameTimes: times })
    let last = performance.now()
    const tick = (now: number) => {
      times.push(now - last)
      last = now
      if ('frameTimes' in window) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await run()
  return frame.evaluate(() => {
    const times = (window as unknown as { frameTimes: number[] }).frameTimes
    Reflect.deleteProperty(window, 'frameTimes')
    return times
  })
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.enable').then(() => session.send('Performance.getMetrics'))
  await session.detach()
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6
}

test('S5: 20,000 rows and 50 more a second: scrolling stays smooth, memory bounded, the place kept', {
  timeout: 900_000,
}, async () => {
  const portal = await createPortal(system())
  await portal.ready(CLAIM)
  await seedRows(system(), portal.memberId)
  const { page, frame } = await openFeed(portal.origin)
  const list = frame.getByTestId('feed-list')
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const report = (what: string, times: number[]) =>
    print(
      `${what}: ${times.length} frames, p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms, longest ${Math.max(...times).toFixed(0)} ms`,
    )

  print(`one page of rows: heap ${(await heapMb(page)).toFixed(1)} MB`)
  await readAll(frame)
  print(
    `${ROWS} rows: heap ${(await heapMb(page)).toFixed(1)} MB, ${await list.evaluate((e) => e.querySelectorAll('*').length)} elements in the list`,
  )

  let isCreating = true
  const creating = (async () => {
    for (let turn = 0; isCreating; turn += 1) {
      const next = new Promise((resolve) => setTimeout(resolve, 200))
      const userId = PEOPLE[turn % PEOPLE.length] ?? 1
      await portal.create({ entityTypeId: CLAIM, count: PER_SECOND / 5, userId })
      await next
    }
  })()

  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }))
  const middle = frame.getByTestId('feed-row').nth(12)
  const itemId = await middle.getAttribute('data-item-id')
  const row = frame.locator(`[data-item-id="${itemId}"]`)
  const top = () => row.evaluate((element) => element.getBoundingClientRect().top)
  const before = await top()
  report('reading', await framesDuring(frame, () => page.waitForTimeout(STRETCH_MS)))
  const waiting = Number((await frame.getByTestId('new-items-pill').textContent())?.replace(/\D/g, ''))
  print(`${waiting} rows waited; the reader's row moved by ${((await top()) - before).toFixed(2)} px`)
  expect(waiting).toBeGreaterThan(500)
  expect(await top()).toBe(before)

  const scrolling = await framesDuring(frame, async () => {
    await page.getByTestId('app-frame').hover()
    const until = Date.now() + STRETCH_MS
    for (let turn = 0; Date.now() < until; turn += 1) {
      await page.mouse.wheel(0, turn % 40 < 20 ? 300 : -300)
      await page.waitForTimeout(30)
    }
  })
  report('scrolling', scrolling)

  await frame.getByTestId('new-items-pill').click()
  report('at the top', await framesDuring(frame, () => page.waitForTimeout(STRETCH_MS / 4)))
  isCreating = false
  await creating
  const elements = await list.evaluate((element) => element.querySelectorAll('*').length)
  const heap = await heapMb(page)
  print(`afterwards: heap ${heap.toFixed(1)} MB, ${elements} elements in the list`)
  expect(elements).toBeLessThan(2_000)
  expect(heap).toBeLessThan(150)
})
