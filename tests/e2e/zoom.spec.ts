import { picture } from './looks.ts'
import { expect, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

// What 200 % zoom leaves of a window of 1280 by 800.
test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })

test('S7: at 200 % zoom the feed is whole and works by keyboard alone', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Claim 4711' })
  await expect(admin.row(1220, itemId)).toBeInViewport()
  const overflow = () => admin.frame.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
  expect(await overflow(), 'nothing is cut off sideways').toBe(0)
  await expect(admin.frame.getByRole('tab').first(), 'with the controls above it').toBeInViewport({ ratio: 1 })
  const [secondId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Claim 4712' })
  for (const id of [itemId, secondId]) await expect(admin.row(1220, id), 'a whole row').toBeInViewport({ ratio: 1 })
  await page.screenshot({ path: picture('feed-zoom'), animations: 'disabled' })
  expect(await seriousFindings(page)).toEqual([])

  const list = admin.frame.getByTestId('feed-list')
  await list.focus()
  await page.keyboard.press('?')
  await expect(admin.frame.getByTestId('keys-dialog')).toBeInViewport()
  expect(await overflow()).toBe(0)
  await page.keyboard.press('Escape')
  await list.focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('item-slider')).toBeVisible()
})
