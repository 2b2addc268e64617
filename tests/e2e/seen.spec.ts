import type { Page } from '@playwright/test'
import { expect, type PortalPage, people, test } from './portal-page.ts'

const CLAIM = 1220
const CONTRACT = 1036

/** Longer than a row has to be on the screen to count as seen, twice. */
const LONG_MS = 10_000

/** Makes the page's clocks movable; to be called before it is opened. @returns how often a row was told to be seen. */
async function follow(page: Page): Promise<{ readonly told: () => number }> {
  let told = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/feed/seen') told += 1
  })
  await page.clock.install()
  return { told: () => told }
}

const isUnread = (value: boolean) => ['data-unread', String(value)] as const
const unreadOf = ({ frame }: PortalPage) => frame.getByTestId('tab-unread').first()

test('what comes while something covers the feed stays unread until it is looked at', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  test.slow()
  const seen = await follow(page)
  await admin.openFeed(CLAIM)
  const create = async (title: string) => {
    const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title })
    return admin.row(CLAIM, itemId)
  }
  const staysUnread = async (row: ReturnType<typeof admin.row>) => {
    await expect(row).toHaveAttribute(...isUnread(true))
    const before = seen.told()
    await page.clock.runFor(LONG_MS)
    // Its turn has come: an item that arrives now is drawn after whatever was told.
    const next = await create('And one more')
    await expect(next).toHaveAttribute(...isUnread(true))
    expect(seen.told()).toBe(before)
    await expect(row).toHaveAttribute(...isUnread(true))
  }

  const first = await create('The first')
  await expect(first).toHaveAttribute(...isUnread(false))

  await test.step('the card of an item', async () => {
    await first.getByRole('link').click()
    await expect(page.getByTestId('item-slider')).toBeVisible()
    await staysUnread(await create('Behind a card'))
    await page.getByTestId('slider-close').click()
    await admin.rows.first().hover()
    await expect(admin.frame.locator('[data-unread=true]')).toHaveCount(0)
  })

  await test.step('a dialog of the app', async () => {
    await admin.frame.getByTestId('open-notify').click()
    await expect(admin.frame.getByRole('dialog')).toBeVisible()
    await staysUnread(await create('Behind a dialog'))
    await page.keyboard.press('Escape')
    await expect(admin.frame.locator('[data-unread=true]')).toHaveCount(0)
  })

  await test.step('anything else that the portal lays over it', async () => {
    await page.evaluate(() => {
      const cover = document.createElement('div')
      cover.id = 'cover'
      cover.style.cssText = 'position:fixed;inset:0;z-index:9999;background:rgb(0 32 78 / 50%)'
      document.body.append(cover)
    })
    await staysUnread(await create('Behind a slider of another app'))
    await page.evaluate(() => document.getElementById('cover')?.remove())
    await expect(admin.frame.locator('[data-unread=true]')).toHaveCount(0)
  })

  await test.step('a viewer who has gone elsewhere in the portal', async () => {
    await admin.frame.getByTestId('feed-list').focus()
    await page.evaluate(() => window.focus())
    await page.evaluate(() => {
      const field = document.body.appendChild(document.createElement('input'))
      field.focus()
    })
    await staysUnread(await create('While writing in the chat'))
    await admin.rows.first().hover()
    await expect(admin.frame.locator('[data-unread=true]')).toHaveCount(0)
  })
})

test('a glance at the top marks what was on the screen, and nothing below or in an unopened fold', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  test.slow()
  await admin.openFeed(CLAIM)
  await page.goto('about:blank')
  // Of two people in turn, so that they do not fold.
  for (let n = 0; n < 30; n += 1) {
    const userId = n % 2 === 0 ? people.manager : people.employee
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, userId })
  }
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, count: 12, userId: people.admin })
  await admin.openApp()
  await expect(admin.rows).toHaveCount(30)
  const fold = admin.frame.getByTestId('feed-fold')
  const last = admin.rows.last()
  await expect(unreadOf(admin)).toContainText('42')

  await expect(admin.rows.first()).toHaveAttribute(...isUnread(false))
  await expect(last).toHaveAttribute(...isUnread(true))
  await expect(fold).toHaveAttribute(...isUnread(true))

  await test.step('what is scrolled to is seen, on every device', async () => {
    await last.scrollIntoViewIfNeeded()
    await expect(last).toHaveAttribute(...isUnread(false))
    await admin.openApp()
    await expect(last).toHaveAttribute(...isUnread(false))
    await expect(admin.rows.nth(15)).toHaveAttribute(...isUnread(true))
  })

  await test.step('a fold is read when its rows are', async () => {
    await fold.getByRole('button').click()
    await expect(admin.rows.first()).toHaveAttribute(...isUnread(false))
    await expect(fold).toHaveAttribute(...isUnread(true))
  })

  await test.step('everything is read at a click', async () => {
    await admin.frame.getByTestId('mark-all-read').click()
    await expect(admin.frame.locator('[data-unread=true], [data-testid=tab-unread]')).toHaveCount(0)
    await expect(admin.frame.getByTestId('mark-all-read')).toHaveCount(0)
    await admin.openApp()
    await expect(admin.rows.first()).toHaveAttribute(...isUnread(false))
    await expect(admin.frame.locator('[data-unread=true], [data-testid=tab-unread]')).toHaveCount(0)
  })
})

test('a row that is marked unread stays so on the screen until it is opened', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  const { told } = await follow(page)
  await admin.openFeed(CLAIM)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM })
  const row = admin.row(CLAIM, itemId)
  await expect(row).toHaveAttribute(...isUnread(false))

  await row.hover()
  await row.getByTestId('open-actions').click()
  await admin.frame.getByTestId('act-unread').click()
  await expect(row).toHaveAttribute(...isUnread(true))
  await expect(unreadOf(admin)).toContainText('1')
  const marked = told()

  await admin.openApp()
  await admin.untilLive()
  await expect(row).toHaveAttribute(...isUnread(true))
  await row.hover()
  await page.clock.runFor(LONG_MS)
  // The menu is drawn after whatever the clock has brought.
  await row.getByTestId('open-actions').click()
  await expect(admin.frame.getByTestId('act-unread')).toHaveText('Mark as read')
  await page.keyboard.press('Escape')
  expect(told()).toBe(marked)

  await row.getByRole('link').click()
  await expect(page.getByTestId('item-slider')).toBeVisible()
  await expect(row).toHaveAttribute(...isUnread(false))
  await expect(admin.frame.getByTestId('tab-unread')).toHaveCount(0)
})

test('imported history is never unread', async ({ admin, simulator, portal }) => {
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, count: 12 })
  await admin.openFeed({ entityTypeId: CLAIM, history: 'last500' })
  const fold = admin.frame.getByTestId('feed-fold')
  await expect(fold).toHaveAttribute(...isUnread(false))
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Of today', userId: people.manager })
  await expect(unreadOf(admin)).toContainText('1 unread item')
  await expect(fold).toHaveAttribute(...isUnread(false))
})

test('imported history stands below what came, by its creation, and says what it is', async ({
  admin,
  simulator,
  portal,
}) => {
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Orders' })
  const create = (title: string, days: number) =>
    simulator.createItems(portal.memberId, {
      ...{ entityTypeId, title },
      fields: { createdTime: new Date(Date.now() - days * 86_400_000).toISOString() },
    })
  const [oldId = 0] = await create('Of last week', 6)
  await create('Of the day before yesterday', 2)
  await admin.openFeed(CONTRACT)
  await simulator.createItems(portal.memberId, { entityTypeId: CONTRACT, title: 'Of today' })
  await expect(admin.rows).toHaveCount(1)

  await admin.watch(CONTRACT, { entityTypeId, history: 'last500' })
  await expect(admin.rows).toHaveCount(3)
  const headings = '[data-testid=day-heading], [data-testid=history-heading]'
  const shown = async () => {
    const lines = await admin.frame.locator(`[data-testid=feed-row], ${headings}`).allTextContents()
    return lines.map((text) => /Of (today|last week|the day before yesterday)|today|Imported history/.exec(text)?.[0])
  }
  const order = [
    'today',
    'Of today',
    'Imported history',
    undefined,
    'Of the day before yesterday',
    undefined,
    'Of last week',
  ]
  expect(await shown()).toEqual(order)
  // Read from the server, too.
  await admin.openApp()
  await expect(admin.rows).toHaveCount(3)
  expect(await shown()).toEqual(order)
  await expect(admin.row(entityTypeId, oldId)).toHaveAttribute(...isUnread(false))
})

test('a storm is one row of its whole size at once, and what came before stands below it', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM)
  await page.goto('about:blank')
  const by = { entityTypeId: CLAIM, userId: people.employee }
  await simulator.createItems(portal.memberId, { ...by, title: 'Before the storm' })
  await simulator.createItems(portal.memberId, { ...by, title: 'Row', count: 180 })
  await simulator.createItems(portal.memberId, { ...by, title: 'Made by hand' })
  await simulator.createItems(portal.memberId, { ...by, title: 'Row', count: 20 })
  const pages: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/feed') pages.push(request.url())
  })
  await admin.openApp()
  const folds = admin.frame.getByTestId('feed-fold')
  await expect(folds.first()).toHaveAttribute('data-count', '20')
  await expect(folds.last()).toHaveAttribute('data-count', '180')
  await expect(admin.rows).toHaveText([/Made by hand/, /Before the storm/])
  expect(pages).toHaveLength(1)
})

test.describe('a server that is restarted', () => {
  test.use({ expectedConsole: /status of 503/ })

  test('what is marked as read while another mark is under way, or after one was lost, is read', async ({
    admin,
    page,
    simulator,
    portal,
  }) => {
    await admin.openFeed(CLAIM)
    const create = async (title: string) => {
      const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title })
      return admin.row(CLAIM, itemId)
    }
    const mark = async (row: ReturnType<typeof admin.row>) => {
      await row.hover()
      await row.getByTestId('open-actions').click()
      await admin.frame.getByTestId('act-unread').click()
    }
    const rows = [await create('Left'), await create('Right')] as const
    for (const row of rows) {
      await expect(row).toHaveAttribute(...isUnread(false))
      await mark(row)
      await expect(row).toHaveAttribute(...isUnread(true))
    }
    const held = Promise.withResolvers<void>()
    let lost = 0
    await page.route('**/api/feed/seen', async (route) => {
      await held.promise
      // An instance that is restarted just then.
      if (lost++ === 0)
        await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}' })
      else await route.continue()
    })
    const asked = page.waitForRequest('**/api/feed/seen')
    await mark(rows[0])
    await asked
    await mark(rows[1])
    held.resolve()
    for (const row of rows) await expect(row).toHaveAttribute(...isUnread(false))
    await admin.openApp()
    await admin.untilLive()
    for (const row of rows) await expect(row).toHaveAttribute(...isUnread(false))
  })

  test('what is marked as read just before the feed is left is read, although it was lost once', async ({
    admin,
    page,
    simulator,
    portal,
  }) => {
    await admin.openFeed(CLAIM)
    const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Left' })
    const row = admin.row(CLAIM, itemId)
    const mark = async () => {
      await row.hover()
      await row.getByTestId('open-actions').click()
      await admin.frame.getByTestId('act-unread').click()
    }
    await expect(row).toHaveAttribute(...isUnread(false))
    await mark()
    await expect(row).toHaveAttribute(...isUnread(true))
    const back = Promise.withResolvers<void>()
    let lost = 0
    await page.route('**/api/feed/seen', async (route) => {
      if (lost++ > 0) await back.promise
      if (lost > 1) await route.continue()
      else await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}' })
    })
    const wasLost = page.waitForResponse('**/api/feed/seen')
    await mark()
    await wasLost
    await (await admin.tool('open-settings')).click()
    await expect(admin.frame.getByTestId('open-diagnostics')).toBeVisible()
    const heard = page.waitForResponse('**/api/feed/seen')
    back.resolve()
    await heard
    await admin.frame.getByTestId('open-diagnostics').click()
    await admin.frame.getByTestId('open-feed').click()
    await expect(row).toHaveAttribute(...isUnread(false))
  })
})
