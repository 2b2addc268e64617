import type { FrameLocator } from '@playwright/test'
import { expect, PortalPage, people, test } from './portal-page.ts'

const CLAIM = 1220
const processes = Array.from({ length: 9 }, (_, index) => `Process ${index}`)

async function openSettings(admin: PortalPage): Promise<void> {
  await (await admin.tool('open-settings')).click()
  await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
}

/** How much wider the line of tabs had to be for the first of those under "More" to stand in it. */
function missingRoom(frame: FrameLocator): Promise<number> {
  return frame.getByRole('tablist').evaluate((list) => {
    const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')]
    const first = tabs.find((tab) => getComputedStyle(tab).visibility === 'hidden')
    const more = list.nextElementSibling?.getBoundingClientRect()
    const line = list.parentElement?.getBoundingClientRect()
    if (!first || !more || !line) return Number.POSITIVE_INFINITY
    return first.offsetWidth + 4 + more.right - (line.right - 4)
  })
}

test('ticks that are not saved are still there after another page, and after a reload', async ({ admin }) => {
  await admin.openFeed(CLAIM)
  await openSettings(admin)
  const contracts = admin.frame.getByRole('switch', { name: 'Watch “Contracts”' })
  await contracts.click()
  await admin.frame.getByTestId('open-diagnostics').click()
  await expect(admin.frame.getByTestId('settings')).toHaveCount(0)
  await admin.openApp()
  await openSettings(admin)
  await expect(contracts).toBeChecked()
  await expect(admin.frame.getByTestId('save-state')).toHaveText('There are changes that are not saved.')
  await admin.frame.getByTestId('save-watches').click()
  await expect(admin.frame.getByTestId('save-state')).toHaveText('Saved. Watched from now on: Contracts.')
})

test('rules that are not saved outlive a closed panel, but not “Cancel”', async ({ admin, page }) => {
  await admin.openFeed(CLAIM)
  const { frame } = admin
  await frame.getByTestId('open-notify').click()
  await frame.getByTestId('rule-words').fill('cartons')
  await page.keyboard.press('Escape')
  await expect(frame.getByTestId('notify-panel')).toHaveCount(0)
  await frame.getByTestId('open-notify').click()
  await expect(frame.getByTestId('rule-words')).toHaveValue('cartons')
  await expect(frame.getByTestId('notify-unsaved')).toBeVisible()
  await frame.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await frame.getByTestId('open-notify').click()
  await expect(frame.getByTestId('rule-words')).toHaveValue('')
})

test('what empties everybody’s feed, or opens a type to everybody, is asked and told', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM })
  await expect(admin.row(CLAIM, itemId)).toBeVisible()
  await openSettings(admin)
  const { frame } = admin
  const claims = frame.getByRole('switch', { name: 'Watch “Claims”' })
  const asked = frame.getByTestId('save-dialog')
  const deed = frame.getByTestId('confirm-save')
  const told = frame.getByTestId('save-state')
  await claims.click()
  await frame.getByTestId('save-watches').click()
  await expect(deed).toHaveText('Stop watching')
  await expect(asked).toHaveText('“Claims” will no longer be watched. Leaves everybody’s feed: 1 item.')
  await frame.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(told, 'nothing was saved').toHaveText('There are changes that are not saved.')

  await claims.click()
  await frame.getByText('Everyone in the portal').click()
  await frame.getByTestId('save-watches').click()
  await expect(asked).toHaveText('“Claims” will be open to everyone in the portal, whatever CRM permissions say.')
  await expect(deed).toHaveText('Open to everyone')
  await deed.click()
  await expect(told).toHaveText('Saved. Open to everyone: Claims.')

  await claims.click()
  await frame.getByTestId('save-watches').click()
  await deed.click()
  await expect(told).toHaveText('Saved. No longer watched: Claims.')
})

for (const width of [1280, 375]) {
  test(`many ticked types leave one scrollbar, ${width} px wide`, async ({ admin, page, simulator, portal }) => {
    await page.setViewportSize({ width, height: 700 })
    for (const title of processes) await simulator.createType(portal.memberId, { title })
    await admin.openApp()
    const switches = admin.frame.getByTestId('watch-toggle')
    await expect(switches).toHaveCount(14)
    await expect(admin.frame.getByTestId('watch-count')).toContainText(['56 items', '0 items'])
    for (const each of await switches.all()) await each.click()
    const html = admin.frame.locator('html')
    expect(await html.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
    await expect(admin.frame.getByText('Who sees the items').first()).toBeVisible()
    await expect(admin.frame.getByText('Where the feed begins').first()).toBeVisible()
    await page.screenshot({ path: `test-results/screenshots/settings-13-${width}.png` })
  })
}

test('more types than fit stand under “More”, with what is unread of them', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await page.setViewportSize({ width: 375, height: 700 })
  const added: number[] = []
  for (const title of processes) added.push((await simulator.createType(portal.memberId, { title })).entityTypeId)
  await admin.openFeed(...added)
  const { frame } = admin
  const tabs = frame.getByTestId('entity-type-tab').filter({ visible: true })
  const more = frame.getByTestId('more-tabs')
  const last = added.at(-1) ?? 0
  const entry = frame.locator(`[data-testid="other-tab"][data-entity-type-id="${last}"]`)
  await expect(more).toBeVisible()
  await expect(frame.getByRole('tab', { name: 'Process 8' })).toHaveCount(0)
  await page.screenshot({ path: 'test-results/screenshots/tabs-375.png' })

  // Under another type it stays unread.
  await tabs.nth(1).click()
  await simulator.createItems(portal.memberId, { entityTypeId: last, title: 'Unseen' })
  await expect(more.getByTestId('tab-unread')).toContainText('1')
  await more.click()
  await expect(entry.getByTestId('tab-unread')).toContainText('1')
  await page.screenshot({ path: 'test-results/screenshots/tabs-more-375.png' })
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(frame.getByRole('tab', { name: 'Process 8', selected: true })).toBeVisible()
  await expect(admin.rows).toHaveCount(1)

  for (let width = 800; width <= 1100; width += 20) {
    await page.setViewportSize({ width, height: 700 })
    await expect
      .poll(() => missingRoom(frame), `a tab that would fit is not under "More", ${width} px`)
      .toBeGreaterThan(0)
  }
  await page.setViewportSize({ width: 1920, height: 700 })
  await expect(tabs).toHaveCount(10)
  await expect(more).toHaveCount(0)
})

test('on a phone the controls take two lines, tools are in a menu, and a title takes two lines', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await page.setViewportSize({ width: 375, height: 780 })
  await admin.openFeed(CLAIM, 147)
  const title = 'Replacement of a pallet that arrived damaged, the customer asks for an exchange'
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: CLAIM, title })
  const row = admin.row(CLAIM, itemId)
  await expect(row).toBeVisible()
  const link = row.getByRole('link')
  const lines = await link.evaluate(
    (element) => element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight),
  )
  expect(Math.round(lines)).toBe(2)
  const top = await admin.frame.getByTestId('feed-list').evaluate((list) => list.getBoundingClientRect().top)
  expect(top, 'was 142 px').toBeLessThanOrEqual(86)
  await expect(admin.frame.getByRole('button', { name: 'Keyboard shortcuts' })).toHaveCount(0)
  await page.screenshot({ path: 'test-results/screenshots/feed-375.png' })
  await admin.tool('open-notify')
  await page.screenshot({ path: 'test-results/screenshots/tools-375.png' })
  await page.keyboard.press('Escape')
  await (await admin.tool('open-notify')).click()
  await expect(admin.frame.getByTestId('notify-panel')).toBeVisible()
})

test.describe('theme', () => {
  test.use({ colorScheme: 'dark' })

  test('the frame is light where the portal says nothing, then as the viewer wants it, on every device', async ({
    admin,
    page,
    browser,
    portal,
  }) => {
    await admin.openFeed(CLAIM)
    const html = admin.frame.locator('html')
    await expect(html).toHaveCSS('background-color', 'rgb(238, 242, 244)')
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    await admin.frame.getByRole('button', { name: 'Dark theme' }).click()
    await expect(html).toHaveCSS('background-color', 'rgb(0, 0, 0)')
    await saved
    const context = await browser.newContext({ colorScheme: 'light' })
    const other = new PortalPage(await context.newPage(), portal)
    await other.openApp()
    await expect(other.frame.locator('html')).toHaveCSS('background-color', 'rgb(0, 0, 0)')
    await other.openApp(people.employee)
    await expect(other.frame.locator('html'), "another's wish is another's").toHaveCSS(
      'background-color',
      'rgb(238, 242, 244)',
    )
    await context.close()
  })

  test('a chosen theme leads back to the portal’s', async ({ admin, page }) => {
    await admin.openFeed(CLAIM)
    const html = admin.frame.locator('html')
    const theme = admin.frame.getByTestId('switch-theme')
    await theme.click()
    await expect(html).toHaveAttribute('data-theme', 'dark')
    // A filter in the address takes nothing away from it.
    await admin.frame.getByRole('tab').nth(1).click()
    await expect(theme).toHaveAccessibleName('Same as the portal')
    await admin.frame.getByTestId('open-settings').click()
    await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
    await admin.openApp()
    await expect(html).toHaveAttribute('data-theme', 'dark')
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    await expect(theme).toHaveAccessibleName('Same as the portal')
    await theme.click()
    await expect(html).toHaveAttribute('data-theme', 'light')
    await saved
    await admin.openApp()
    await expect(html).toHaveAttribute('data-theme', 'light')
    await page.getByTestId('portal-theme').click()
    await expect(html, 'it is followed again').toHaveAttribute('data-theme', 'dark')
    await expect(theme).toHaveAccessibleName('Light theme')
  })

  test('the frame follows the theme of the portal around it', async ({ admin, page }) => {
    await admin.openFeed(CLAIM)
    await page.getByTestId('portal-theme').click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await expect(admin.frame.locator('html')).toHaveCSS('background-color', 'rgb(0, 0, 0)')
    await page.screenshot({ path: 'test-results/screenshots/portal-dark.png' })
  })
})

test('the demo has thirteen types at a click', async ({ admin, page }) => {
  await admin.openFeed(CLAIM)
  await page.getByTestId('sim-many-types').click()
  await expect(page.locator('#toasts')).toContainText('There are 13 types')
  await expect(page.getByTestId('sim-type').locator('option')).toHaveCount(13)
})

test.describe('a phone that is held sideways', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 780, height: 375 } })

  test('has no button for keys', async ({ admin }) => {
    await admin.openFeed(CLAIM)
    await expect(admin.frame.getByTestId('switch-theme')).toBeVisible()
    await expect(admin.frame.getByRole('button', { name: 'Keyboard shortcuts', includeHidden: true })).toBeHidden()
  })
})
