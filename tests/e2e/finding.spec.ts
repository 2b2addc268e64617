import { readFileSync } from 'node:fs'
import type { Page, Route } from '@playwright/test'
import pg from 'pg'
import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import { sharedSystem } from '../support/shared-system.ts'
import { expect, PortalPage, people, test } from './portal-page.ts'

const CLAIM = 1220
const CONTRACT = 177

const created = [
  { entityTypeId: CONTRACT, title: 'Frame agreement with Nordwind', userId: people.manager },
  { entityTypeId: CLAIM, title: 'Two cartons wet on arrival', userId: people.employee },
  { entityTypeId: CLAIM, title: 'Wrong colour delivered', userId: people.manager },
  { entityTypeId: CLAIM, title: 'Claim from the web form', userId: people.admin, byRobot: true },
]

async function fill(simulator: SimulatorClient, memberId: string): Promise<void> {
  for (const item of created) await simulator.createItems(memberId, item)
}

/** Time passes in the database only: there is no other way to have a habit of five weeks. */
async function inDatabase(
  memberId: string,
  work: (client: pg.Client, portalId: string) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: sharedSystem().databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>('select id from portal where member_id = $1', [memberId])
    const portalId = rows[0]?.id ?? ''
    await client.query(`select set_config('app.portals', $1, false)`, [portalId])
    await work(client, portalId)
  } finally {
    await client.end()
  }
}

async function reloadFrame(page: Page): Promise<void> {
  const frame = page.frames().find((candidate) => candidate.url().includes('/feed'))
  await frame?.evaluate(() => location.reload())
}

test('search and filter narrow the feed, live rows too, and a reload keeps them', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  // One long story: every way to narrow the feed.
  test.slow()
  await admin.openFeed(CLAIM, CONTRACT)
  await fill(simulator, portal.memberId)
  await expect(admin.rows).toHaveCount(created.length)
  const search = admin.frame.getByTestId('feed-search')
  const chips = admin.frame.getByTestId('filter-chip')
  const popup = admin.frame.getByTestId('filter-popup')

  await test.step('words are searched for as they are typed', async () => {
    await admin.frame.getByTestId('feed-list').focus()
    await page.keyboard.press('/')
    await page.keyboard.type('WET carton')
    await expect(admin.rows).toHaveCount(1)
    await expect(admin.rows).toContainText('Two cartons wet on arrival')
    await page.keyboard.press('Escape')
    await expect(admin.rows).toHaveCount(created.length)
    await expect(search).toHaveValue('')
  })

  await test.step('a creator is chosen by the keyboard alone', async () => {
    await admin.frame.getByTestId('open-filter').focus()
    await page.keyboard.press('Enter')
    await expect(popup).toBeVisible()
    await popup.getByLabel('Created by', { exact: true }).first().focus()
    await page.keyboard.type('mark')
    await page.keyboard.press('ArrowDown')
    await expect(admin.frame.locator('[role=option][data-highlighted]')).toHaveCSS('outline-style', 'solid')
    await page.keyboard.press('Enter')
    await popup.getByTestId('apply-filter').focus()
    await page.keyboard.press('Enter')
    await expect(popup).toHaveCount(0)
    await expect(chips).toHaveText(/Created by: Mark Olsen/)
    await expect(admin.rows).toHaveCount(2)
  })

  await test.step('what comes live is shown only where it matches', async () => {
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Of Eva', userId: people.employee })
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Of Mark', userId: people.manager })
    await expect(admin.rows.first()).toContainText('Of Mark')
    await expect(admin.rows).toHaveCount(3)
  })

  await test.step('the tab narrows it further; both are there after a reload', async () => {
    await admin.frame.locator(`[data-testid="entity-type-tab"][data-entity-type-id="${CONTRACT}"]`).click()
    await expect(admin.rows).toHaveCount(1)
    await reloadFrame(page)
    await admin.untilLive()
    await expect(chips).toHaveText(/Created by: Mark Olsen/)
    await expect(admin.rows).toHaveCount(1)
    await expect(admin.rows).toContainText('Frame agreement')
  })

  await test.step('a condition is taken away by its chip; nothing found says so', async () => {
    await chips.getByRole('button').click()
    await expect(chips).toHaveCount(0)
    await admin.frame.getByTestId('entity-type-tab').first().click()
    await expect(admin.rows).toHaveCount(created.length + 2)
    await search.fill('there is no such title')
    await expect(admin.frame.getByTestId('feed-empty')).toContainText('Nothing found')
    await admin.frame.getByTestId('feed-empty').getByRole('button').click()
    await expect(admin.rows).toHaveCount(created.length + 2)
  })

  await test.step('what a robot made is found', async () => {
    await admin.frame.getByTestId('open-filter').click()
    await popup.getByLabel('Created by a person or a robot').selectOption('automation')
    await popup.getByTestId('apply-filter').click()
    await expect(admin.rows).toHaveCount(1)
    await expect(admin.rows).toContainText('Claim from the web form')
  })
})

test('words that are still being typed are searched for in the tab that is open by then', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  await fill(simulator, portal.memberId)
  await expect(admin.rows).toHaveCount(created.length)
  const tab = admin.frame.locator(`[data-testid="entity-type-tab"][data-entity-type-id="${CONTRACT}"]`)
  await admin.frame.getByTestId('feed-search').fill('wet cartons')
  await tab.click()
  await expect(admin.frame.getByTestId('feed-empty')).toContainText('Nothing found')
  await expect(tab).toHaveAttribute('aria-selected', 'true')
})

test('a filter is kept under a name, on every device of its viewer, until it is deleted', async ({
  admin,
  browser,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  await fill(simulator, portal.memberId)
  await admin.frame.getByTestId('feed-search').fill('agreement')
  await expect(admin.rows).toHaveCount(1)
  await admin.frame.getByTestId('open-filter').click()
  await admin.frame.getByRole('button', { name: '+ Save the present filter' }).click()
  await page.keyboard.type('Frame agreements')
  await page.keyboard.press('Enter')
  await expect(admin.frame.getByTestId('saved-view')).toHaveText('Frame agreements')
  await admin.frame.getByRole('button', { name: 'Rename “Frame agreements”' }).click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Agreements')
  await page.keyboard.press('Enter')

  // The next opening begins with the last filter, wherever that is.
  const emptied = page.waitForResponse((answer) => answer.ok() && answer.request().postData() === '{"filter":{}}')
  await admin.frame.getByTestId('feed-search').fill('')
  await emptied
  const context = await browser.newContext()
  const other = new PortalPage(await context.newPage(), portal)
  await other.openApp()
  await expect(other.rows).toHaveCount(created.length)
  await other.frame.getByTestId('open-filter').click()
  const view = other.frame.getByTestId('saved-view')
  await view.getByRole('button', { name: 'Agreements', exact: true }).click()
  await expect(other.rows).toHaveCount(1)
  await expect(other.frame.getByTestId('feed-search')).toHaveValue('agreement')

  const employee = new PortalPage(await context.newPage(), portal)
  await employee.openApp(people.employee)
  await employee.frame.getByTestId('open-filter').click()
  await expect(employee.frame.getByTestId('saved-views')).toBeVisible()
  await expect(employee.frame.getByTestId('saved-view'), "another's views are another's").toHaveCount(0)

  await other.frame.getByTestId('open-filter').click()
  await view.getByRole('button', { name: 'Delete “Agreements”' }).click()
  await expect(view).toHaveCount(0)
  await expect(other.frame.getByTestId('toast')).toContainText('“Agreements” was deleted.')
  // A page that is left at once takes its request with it.
  const kept = other.page.waitForResponse(
    (answer) => answer.ok() && answer.request().postData()?.includes('"Agreements"') === true,
  )
  await other.frame.getByRole('button', { name: 'Undo' }).click()
  await kept
  await other.openApp()
  await other.frame.getByTestId('open-filter').click()
  await view.getByRole('button', { name: 'Delete “Agreements”' }).click()
  await expect(view).toHaveCount(0)
  await context.close()
})

test('unread counters count what this viewer has not seen, and seen is seen on every device', async ({
  admin,
  browser,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  const unread = (person: PortalPage) => person.frame.getByTestId('tab-unread')
  await fill(simulator, portal.memberId)
  await expect(admin.rows).toHaveCount(created.length)
  // On the screen, at the top, on a visible page: seen.
  await expect(unread(admin)).toHaveCount(0)

  const context = await browser.newContext()
  const manager = new PortalPage(await context.newPage(), portal)
  await manager.openApp(people.manager)
  await expect(manager.rows.first()).toHaveAttribute('data-unread', 'true')
  await expect(manager.rows.first()).toHaveAttribute('data-unread', 'false')
  await expect(unread(manager)).toHaveCount(0)
  await manager.page.close()

  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'While away', userId: people.manager })
  await expect(admin.rows).toHaveCount(created.length + 1)
  const again = new PortalPage(await context.newPage(), portal)
  await again.openApp(people.manager)
  await expect(again.frame.getByTestId('seen-edge')).toBeVisible()
  const order = await again.frame.locator('[data-testid="feed-row"], [data-testid="seen-edge"]').allTextContents()
  expect(order[0]).toContain('While away')
  expect(order[1], 'of what stands below it').toContain('Seen before')

  await again.frame.locator(`[data-testid="entity-type-tab"][data-entity-type-id="${CONTRACT}"]`).click()
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, userId: people.manager })
  await expect(
    again.frame.locator(`[data-entity-type-id="${CLAIM}"]`).getByTestId('tab-unread'),
    'of a tab that is not looked at',
  ).toContainText('1')
  await context.close()
  await page.bringToFront()
})

test('activity shows who made how much when, and its parts narrow the feed', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  await fill(simulator, portal.memberId)
  await expect(admin.rows).toHaveCount(created.length)
  await admin.frame.getByTestId('toggle-activity').click()
  const panel = admin.frame.getByTestId('activity-panel')
  const bars = panel.getByTestId('bar-chart').getByRole('button')
  await expect(bars).toHaveCount(24)
  await expect(bars.last()).toHaveAccessibleName(/4 items, 1 of them by robots/)

  await bars.first().click()
  await expect(admin.frame.getByTestId('feed-empty')).toContainText('Nothing found')
  await bars.last().focus()
  await page.keyboard.press('Enter')
  await expect(admin.rows).toHaveCount(created.length)
  await expect(bars.last()).toHaveAttribute('aria-pressed', 'true')
  await expect(admin.frame.getByTestId('filter-chip')).toHaveCount(1)

  await panel.getByRole('button', { name: 'As a table' }).click()
  await expect(panel.getByRole('row').last()).toContainText('3')
  await panel.getByRole('button', { name: 'As a chart' }).click()
  await panel.getByRole('button', { name: 'Week' }).click()
  await expect(panel.getByTestId('heat-map').getByRole('button')).toHaveCount(7 * 24)
  await expect(panel.getByRole('button', { name: /4 items, 1 of them by robots/ })).toHaveCount(1)
  await admin.frame.getByTestId('toggle-activity').click()
  await expect(panel).toHaveCount(0)
})

test('what is filtered is exported as a file', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(CLAIM, CONTRACT)
  await fill(simulator, portal.memberId)
  await admin.frame.locator(`[data-testid="entity-type-tab"][data-entity-type-id="${CLAIM}"]`).click()
  await expect(admin.rows).toHaveCount(3)

  const toast = admin.frame.getByTestId('export-toast')
  await test.step('one that takes too long is cancelled', async () => {
    const held: Route[] = []
    await page.route('**/api/feed/export*', (route) => void held.push(route))
    await admin.frame.getByTestId('export-feed').click()
    await expect(toast).toHaveAttribute('data-phase', 'running')
    await toast.getByRole('button', { name: 'Cancel' }).click()
    await expect(toast).toHaveCount(0)
    await page.unroute('**/api/feed/export*')
    for (const route of held) await route.abort().catch(() => undefined)
  })

  const [download] = await Promise.all([page.waitForEvent('download'), admin.frame.getByTestId('export-feed').click()])
  await expect(toast).toContainText('3 rows exported')
  expect(download.suggestedFilename()).toMatch(/^feed-\d{4}-\d\d-\d\d\.csv$/)
  const text = readFileSync(await download.path(), 'utf8')
  expect(text.charCodeAt(0)).toBe(0xfeff)
  expect(text).toContain('Two cartons wet on arrival')
  expect(text).not.toContain('Frame agreement')
})

test('a type that has gone quiet against its habit is told', async ({ admin, simulator, portal }) => {
  await admin.openFeed(CLAIM)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM })
  await expect(admin.rows).toHaveCount(1)
  // Six items an hour for five weeks, all of them older than four hours.
  await inDatabase(portal.memberId, async (client, portalId) => {
    await client.query(`update watch set created_at = now() - interval '40 days' where portal_id = $1`, [portalId])
    await client.query(`update feed_item set created_at = now() - interval '35 days' where portal_id = $1`, [portalId])
    await client.query(
      `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at)
       select $1, $2, 900000 + n, 1000 + n, 1000 + n, 'EVENT', 'PERSON', 'Claim ' || n,
              now() - interval '4 hours' - n * interval '10 minutes', now() - interval '4 hours' - n * interval '10 minutes'
       from generate_series(1, 5040) n`,
      [portalId, CLAIM],
    )
  })
  await admin.openApp()
  await expect(admin.frame.getByTestId('silence-notice')).toHaveText('Claims: usually 6 an hour, none for 4 h.')
  await expect(admin.frame.getByRole('status').getByRole('list'), 'announced, and still a list').toHaveCount(1)
})
