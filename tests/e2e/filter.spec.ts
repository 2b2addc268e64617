import type { Page } from '@playwright/test'
import type { WatchesAnswer } from '#lib/http/contract.ts'
import { expect, PortalPage, people, test } from './portal-page.ts'

const CLAIM = 1220
const CONTRACT = 177

/** The server has kept a filter of which this is a part. */
function untilKept(page: Page, part: string) {
  return page.waitForResponse(
    (answer) =>
      answer.ok() &&
      answer.request().postData()?.startsWith('{"filter":') === true &&
      answer.request().postData()?.includes(part) === true,
  )
}

test('what the feed is narrowed to is there after the portal page was loaded anew, also without any storage', async ({
  admin,
  browser,
  page,
  simulator,
  portal,
}) => {
  await page.addInitScript(() => {
    if (window === window.top) return
    const refuse = () => {
      throw new DOMException('refused', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refuse })
  })
  await admin.openFeed(CLAIM, CONTRACT)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Wet cartons', userId: people.manager })
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Dry cartons', byRobot: true })
  await simulator.createItems(portal.memberId, { entityTypeId: CONTRACT, title: 'Cartons for a year' })
  await expect(admin.rows).toHaveCount(3)
  const search = admin.frame.getByTestId('feed-search')
  const chips = admin.frame.getByTestId('filter-chip')

  await admin.frame.getByTestId('open-filter').click()
  await admin.frame.getByTestId('filter-popup').getByLabel('Created by a person or a robot').selectOption('automation')
  await admin.frame.getByTestId('apply-filter').click()
  await expect(admin.rows).toHaveCount(1)
  const kept = untilKept(page, '"q":"cartons"')
  await search.fill('cartons')
  await kept
  await page.reload()
  await expect(chips).toHaveCount(1)
  await expect(search).toHaveValue('cartons')
  await expect(admin.rows).toHaveCount(1)
  await expect(admin.rows).toContainText('Dry cartons')

  await test.step('back from the settings it is as it was', async () => {
    await (await admin.tool('open-settings')).click()
    await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
    await admin.frame.getByRole('link', { name: 'Open the feed' }).click()
    await expect(search).toHaveValue('cartons')
    await expect(chips).toHaveCount(1)
    await expect(admin.rows).toHaveCount(1)
    const address = () =>
      page
        .frames()
        .find((frame) => new URL(frame.url()).pathname.endsWith('/feed'))
        ?.url()
    await expect.poll(address, 'for a reload of the frame').toContain('q=cartons')
  })

  await test.step('on another device too, and for nobody else', async () => {
    const context = await browser.newContext()
    const other = new PortalPage(await context.newPage(), portal)
    await other.openApp()
    await expect(other.frame.getByTestId('feed-search')).toHaveValue('cartons')
    await expect(other.rows).toHaveCount(1)
    await other.openApp(people.manager)
    await expect(other.frame.getByTestId('feed-search')).toHaveValue('')
    await expect(other.rows.first()).toBeVisible()
    await context.close()
  })

  await test.step('what was taken away stays away', async () => {
    await chips.getByRole('button').click()
    await expect(admin.rows).toHaveCount(3)
    const emptied = untilKept(page, '{}')
    await search.fill('')
    await emptied
    await page.reload()
    await expect(admin.rows).toHaveCount(3)
    await expect(chips).toHaveCount(0)
  })
})

test('a click into the field opens what one may filter by; what is typed there, or Esc, closes it again', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Wet cartons' })
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Dry cartons', byRobot: true })
  await expect(admin.rows).toHaveCount(2)
  const search = admin.frame.getByTestId('feed-search')
  const popup = admin.frame.getByTestId('filter-popup')
  await search.click()
  await expect(popup).toBeVisible()
  await expect(search, 'one goes on typing').toBeFocused()
  await search.click()
  await expect(popup).toBeVisible()
  await page.keyboard.type('wet')
  await expect(popup).toHaveCount(0)
  await expect(admin.rows).toHaveCount(1)
  await search.click()
  await page.keyboard.press('Escape')
  await expect(popup).toHaveCount(0)
  await expect(search, 'Esc took the panel alone').toHaveValue('wet')
  await page.keyboard.press('ArrowDown')
  await expect(popup, 'the keyboard gets there too').toBeFocused()
  await popup.getByLabel('Created by a person or a robot').selectOption('person')
  await popup.getByTestId('apply-filter').click()
  await expect(popup).toHaveCount(0)

  await test.step('all of it is taken away at once', async () => {
    await expect(admin.frame.getByTestId('filter-chip')).toHaveText('By people')
    await admin.frame.getByTestId('clear-filter').click()
    await expect(search).toHaveValue('')
    await expect(admin.frame.getByTestId('filter-chip')).toHaveCount(0)
    await expect(admin.rows).toHaveCount(2)
  })
})

for (const width of [375, 1280]) {
  test(`what is chosen stands as chips in the field, each with a way out, at ${width} px`, async ({
    admin,
    page,
    simulator,
    portal,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await admin.openFeed(CLAIM, CONTRACT)
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, byRobot: true })
    await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, userId: people.manager })
    await expect(admin.rows).toHaveCount(2)
    const field = admin.frame.getByTestId('filter-field')
    const chips = field.getByTestId('filter-chip')
    await admin.frame.getByTestId('feed-search').click()
    const popup = admin.frame.getByTestId('filter-popup')
    await popup.getByLabel('Created by a person or a robot').selectOption('automation')
    await popup.getByText('Unread only').click()
    await popup.getByTestId('apply-filter').click()
    await expect(chips).toHaveText(['By robots', 'Unread only'])
    const places = [field, chips.first(), chips.last(), admin.frame.getByTestId('feed-search')]
    for (const place of [...places, admin.frame.getByTestId('connection-badge')]) {
      const box = await place.boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
    }
    await chips.last().getByRole('button').click()
    await expect(chips).toHaveText(['By robots'])
    await expect(popup, 'a chip that is taken away opens nothing').toHaveCount(0)
    await expect(admin.rows).toHaveCount(1)
  })
}

test('stages are offered as the CRM has them, several at once, with the pipeline where names repeat', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  for (const stageId of ['DT1220_3:FAIL', 'DT1220_4:NEW', 'DT1220_3:CLIENT'])
    await simulator.createItems(portal.memberId, {
      entityTypeId: CLAIM,
      categoryId: Number(stageId[7]),
      stageId,
      title: `Claim ${stageId}`,
    })
  await expect(admin.rows).toHaveCount(3)
  await admin.frame.locator(`[data-testid="entity-type-tab"][data-entity-type-id="${CLAIM}"]`).click()
  await admin.frame.getByTestId('feed-search').click()
  const popup = admin.frame.getByTestId('filter-popup')
  const stages = popup.getByLabel('Stage', { exact: true }).first()
  await stages.click()
  const options = admin.frame.getByRole('option')
  await expect(options).toHaveText([
    ...['Received · Retail', 'Under review · Retail', 'Waiting for the client · Retail'],
    ...['Settled · Retail', 'Declined · Retail'],
    ...['Received · Wholesale', 'Under review · Wholesale', 'Waiting for the client · Wholesale'],
    ...['Settled · Wholesale', 'Declined · Wholesale'],
  ])
  await options.getByText('Declined · Retail').click()
  await options.getByText('Received · Wholesale').click()
  await page.keyboard.press('Escape')
  await popup.getByTestId('apply-filter').click()
  await expect(admin.rows).toHaveCount(2)
  await expect(admin.frame.getByTestId('filter-chip')).toHaveText('Stage: Declined · Retail or Received · Wholesale')
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, categoryId: 4, stageId: 'DT1220_4:NEW' })
  await expect(admin.rows, 'what comes live is one of them').toHaveCount(3)
})

test('a tab that the CRM has yet to tell of is left, and is open again at the next opening', async ({
  admin,
  page,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  const tab = (name: string) => admin.frame.getByRole('tab', { name, selected: true })
  const kept = untilKept(page, `"entityTypeId":${CLAIM}`)
  await admin.frame.getByRole('tab', { name: 'Claims' }).click()
  await kept
  await page.route('**/api/watches', async (route) => {
    const response = await route.fetch()
    const { watches }: WatchesAnswer = await response.json()
    const told = watches.filter(({ entityTypeId }) => entityTypeId !== CLAIM)
    await route.fulfill({ response, json: { watches: told, isPartial: true } })
  })
  await page.reload()
  await expect(tab('All')).toBeVisible()
  await page.unroute('**/api/watches')
  await page.reload()
  await expect(tab('Claims')).toBeVisible()
})

test('a chip of the last opening has its stage’s name although no row shows it', async ({ admin, page }) => {
  await admin.openFeed(CLAIM)
  await admin.frame.getByTestId('feed-search').click()
  await admin.frame.getByTestId('filter-popup').getByLabel('Stage', { exact: true }).first().click()
  await admin.frame.getByRole('option').getByText('Settled · Retail').click()
  await page.keyboard.press('Escape')
  const kept = untilKept(page, 'DT1220_3:SUCCESS')
  await admin.frame.getByTestId('apply-filter').click()
  await kept
  await page.reload()
  await expect(admin.frame.getByTestId('filter-chip')).toHaveText('Stage: Settled · Retail')
})

test('the views that everybody has are there at once, for the tab that is open, and cannot be deleted', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM, CONTRACT)
  const create = (input: object) => simulator.createItems(portal.memberId, { entityTypeId: CLAIM, ...input })
  await create({ title: 'Of the admin', assignedById: people.admin, userId: people.manager })
  await create({ title: 'Of the manager', assignedById: people.manager, userId: people.manager })
  await create({ title: 'Of a robot', assignedById: people.manager, byRobot: true })
  await create({ title: 'Of nobody', assignedById: 0, userId: people.manager })
  await expect(admin.rows).toHaveCount(4)
  const popup = admin.frame.getByTestId('filter-popup')
  const chips = admin.frame.getByTestId('filter-chip')
  const choose = async (view: string) => {
    await admin.frame.getByTestId('feed-search').click()
    await popup.locator(`[data-testid="preset-view"][data-view="${view}"]`).click()
    await expect(popup).toHaveCount(0)
  }
  await choose('mine')
  await expect(admin.rows).toHaveCount(1)
  await expect(admin.rows).toContainText('Of the admin')
  await choose('unassigned')
  await expect(chips).toHaveText('Unassigned')
  await expect(admin.rows).toHaveCount(1)
  await expect(admin.rows).toContainText('Of nobody')
  await choose('robots')
  await expect(admin.rows).toHaveCount(1)
  await expect(admin.rows).toContainText('Of a robot')
  await choose('today')
  await expect(chips).toHaveText('Today')
  await expect(admin.rows).toHaveCount(4)
  await admin.frame.getByTestId('feed-search').click()
  await expect(popup.getByTestId('preset-view')).toHaveText(['Mine', 'Unassigned', 'Today', 'By robots'])
  await expect(popup.locator('[data-view="today"]')).toHaveAttribute('aria-pressed', 'true')
  await expect(popup.getByRole('button', { name: /^(Delete|Rename)/ })).toHaveCount(0)
})

test('a search finds a row by whatever it shows, live too', async ({ admin, simulator, portal }) => {
  await admin.openFeed(CLAIM, CONTRACT)
  const create = (input: object) => simulator.createItems(portal.memberId, { entityTypeId: CLAIM, ...input })
  const wholesale = { categoryId: 4, stageId: 'DT1220_4:CLIENT', userId: people.employee, assignedById: people.manager }
  const [itemId] = await create({ title: 'Wet cartons', opportunity: 1234.5, ...wholesale })
  await create({ title: 'Dry pallets', opportunity: 99, categoryId: 3, stageId: 'DT1220_3:NEW' })
  await expect(admin.rows).toHaveCount(2)
  const search = admin.frame.getByTestId('feed-search')
  for (const words of ['eva', 'OLSEN wet', 'wholesale', 'waiting client', `#${itemId}`, '1,234.50', '1234']) {
    await search.fill(words)
    await expect(admin.rows, words).toHaveCount(1)
    await expect(admin.rows).toContainText('Wet cartons')
    await search.fill('nothing has this')
    await expect(admin.rows).toHaveCount(0)
  }
  await search.fill('olsen')
  await expect(admin.rows).toHaveCount(1)
  await create({ title: 'Of another', ...wholesale, assignedById: people.employee })
  await create({ title: 'Of Mark', ...wholesale })
  await expect(admin.rows.first()).toContainText('Of Mark')
  await expect(admin.rows).toHaveCount(2)
})

test('people are found in the portal, not only in the rows', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(CLAIM)
  await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title: 'Of Ann', userId: people.admin })
  await expect(admin.rows).toHaveCount(1)
  await admin.frame.getByTestId('feed-search').click()
  const popup = admin.frame.getByTestId('filter-popup')
  await popup.getByLabel('Responsible', { exact: true }).first().click()
  await page.keyboard.type('olsen')
  await admin.frame.getByRole('option', { name: 'Mark Olsen' }).click()
  const kept = untilKept(page, '"assignedTo":7')
  await popup.getByTestId('apply-filter').click()
  await kept
  await expect(admin.frame.getByTestId('feed-empty')).toBeVisible()
  await page.reload()
  await expect(admin.frame.getByTestId('filter-chip'), 'with a name, though no row has it').toHaveText(
    'Responsible: Mark Olsen',
  )
})
