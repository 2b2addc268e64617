import type { Page } from '@playwright/test'
import { expect, PortalPage, people, test } from './portal-page.ts'

const CLAIM = 1220
const CONTRACT = 177

/** What the page does next has the filter kept. */
function untilKept(page: Page) {
  return page.waitForResponse(
    (answer) => answer.request().method() === 'PUT' && answer.url().includes('/api/preferences') && answer.ok(),
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
  const kept = untilKept(page)
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
    const cleared = untilKept(page)
    await chips.getByRole('button').click()
    await cleared
    const emptied = untilKept(page)
    await search.fill('')
    await emptied
    await page.reload()
    await expect(admin.rows).toHaveCount(3)
    await expect(chips).toHaveCount(0)
  })
})
