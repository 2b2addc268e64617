import type { Frame, Page } from '@playwright/test'
import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import { expect, people, test } from './portal-page.ts'

const CLAIM = 1220

/** So many at once by one person are no import yet. */
const RUN = 9

/** Rows of two people in turns: too short runs to be folded. @returns the id of the last. */
async function createRows(simulator: SimulatorClient, memberId: string, runs: number): Promise<number> {
  let last = 0
  for (let run = 0; run < runs; run += 1) {
    const userId = run % 2 === 0 ? people.manager : people.employee
    last = (await simulator.createItems(memberId, { entityTypeId: CLAIM, count: RUN, userId })).at(-1) ?? 0
  }
  return last
}

function feedFrame(page: Page): Frame {
  const frame = page.frames().find((candidate) => candidate.url().includes('/feed'))
  if (!frame) throw new Error('The feed is not open')
  return frame
}

/** Adds up, from now on, what the browser calls layout shifts without somebody's doing. @returns the sum so far. */
async function watchShifts(frame: Frame): Promise<() => Promise<number>> {
  await frame.evaluate(() => {
    Object.assign(window, { shifted: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
        if (!hadRecentInput) (window as unknown as { shifted: number }).shifted += value
      }
    }).observe({ type: 'layout-shift' })
  })
  return () => frame.evaluate(() => (window as unknown as { shifted: number }).shifted)
}

test('a reader in a long feed: few rows are drawn, the place is kept, the keyboard goes everywhere', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  // One long story: 140 items and every key.
  test.slow()
  await admin.openFeed(CLAIM)
  const list = admin.frame.getByTestId('feed-list')
  /** Where a row stands once it has slid in. */
  const topOf = (row: ReturnType<typeof admin.row>) =>
    row.evaluate(async (element) => {
      await Promise.all(element.getAnimations().map(({ finished }) => finished))
      return element.getBoundingClientRect().top
    })

  await test.step('rows slide in without a shift of the layout', async () => {
    const shifts = await watchShifts(feedFrame(page))
    for (let count = 1; count <= 5; count += 1) {
      const userId = count % 2 === 0 ? people.manager : people.employee
      await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, userId })
      await expect(admin.rows).toHaveCount(count)
    }
    const last = await createRows(simulator, portal.memberId, 14)
    // What comes later would count as new to whoever reads further down by then.
    await expect(admin.rows.first()).toHaveAttribute('data-item-id', String(last))
    await expect.poll(() => list.evaluate((element) => element.scrollHeight)).toBeGreaterThan(131 * 60)
    expect(await shifts(), 'layout shift while 131 rows came').toBeLessThan(0.02)
  })

  await test.step('of many rows those near the screen are drawn', async () => {
    await expect.poll(() => admin.rows.count()).toBeLessThan(40)
    await expect(admin.frame.getByTestId('day-heading')).toHaveText('today', { ignoreCase: true })
  })

  await test.step('what comes while one reads further down waits, and moves nothing', async () => {
    const newest = (await admin.rows.first().getAttribute('data-item-id')) ?? ''
    await list.evaluate((element) => element.scrollTo({ top: 2_000 }))
    // Until then the rows of the top are still there, which nobody draws any more.
    await expect(admin.rows.first()).not.toHaveAttribute('data-item-id', newest)
    const middle = admin.rows.nth(10)
    const itemId = Number(await middle.getAttribute('data-item-id'))
    const row = admin.row(CLAIM, itemId)
    const before = await topOf(row)
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, count: 7, userId: people.manager })
    await expect(admin.frame.getByTestId('new-items-pill')).toHaveText('7 new items')
    expect(await topOf(row)).toBe(before)

    const above = Number(await admin.rows.first().getAttribute('data-item-id'))
    await simulator.deleteItem(portal.memberId, CLAIM, above)
    await expect(admin.row(CLAIM, above)).toHaveCount(0)
    expect(Math.abs((await topOf(row)) - before), 'a row above is deleted').toBeLessThan(1.5)
  })

  await test.step('N shows what is new, J and K go from row to row, Enter opens the card', async () => {
    await list.focus()
    await page.keyboard.press('n')
    await expect(admin.frame.getByTestId('new-items-pill')).toHaveCount(0)
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBe(0)
    const focused = () => admin.frame.locator('[data-testid="feed-row"]:focus-within').getAttribute('data-item-id')
    const inOrder = await admin.rows.evaluateAll((rows) => rows.map((row) => row.dataset.itemId))
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
    await expect.poll(focused).toBe(inOrder[1])

    const [waiting = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM })
    await expect(admin.frame.getByTestId('new-items-pill')).toHaveText('1 new item')
    expect(await admin.row(CLAIM, waiting).count(), 'a row must not push away the one with the focus').toBe(0)

    await page.keyboard.press('Enter')
    await expect(page.getByTestId('item-slider')).toBeVisible()
    await page.getByTestId('slider-close').click()
  })

  await test.step('the focus stays with its row when that is scrolled far away', async () => {
    const focused = admin.frame.locator('[data-testid="feed-row"]:focus-within')
    await list.focus()
    await page.keyboard.press('j')
    const itemId = await focused.getAttribute('data-item-id')
    await list.evaluate((element) => element.scrollTo({ top: 5_000 }))
    await expect(admin.frame.getByTestId('feed-row').nth(1)).not.toBeInViewport()
    expect(await focused.getAttribute('data-item-id')).toBe(itemId)
    await page.keyboard.press('j')
    await expect(focused).toBeInViewport()
  })

  await test.step('? lists the keys, Esc closes the list', async () => {
    await page.keyboard.press('?')
    await expect(admin.frame.getByTestId('keys-dialog')).toContainText('Open the card')
    await page.keyboard.press('Escape')
    await expect(admin.frame.getByTestId('keys-dialog')).toHaveCount(0)
    await page.keyboard.press('/')
    await expect(admin.frame.getByTestId('feed-search')).toBeFocused()
  })
})

test('an import is one row that opens and closes', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(CLAIM)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Before', userId: people.admin })
  await expect(admin.rows).toHaveCount(1)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, count: 84, userId: people.employee })
  const fold = admin.frame.getByTestId('feed-fold')
  await expect(fold).toHaveAttribute('data-count', '84')
  await expect(fold).toContainText('84 items by Eva Brandt')
  await expect(admin.rows).toHaveCount(1)

  const button = fold.getByRole('button')
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await expect(admin.rows).toHaveCount(85)
  await page.keyboard.press('Enter')
  await expect(admin.rows).toHaveCount(1)
})
