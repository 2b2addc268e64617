import { picture } from './looks.ts'
import { expect, test } from './portal-page.ts'

const shot = (name: string) => ({ path: picture(name), animations: 'disabled' as const })

test('an admin opens the app, ticks a smart process, and sees a created item appear', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openApp()
  await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
  await page.screenshot(shot('1-settings'))

  await admin.frame.getByText('Claims', { exact: true }).click()
  await expect(admin.frame.getByRole('switch', { name: 'Watch “Claims”' })).toBeChecked()
  await admin.frame.locator('[data-testid="watch-toggle"][data-entity-type-id="31"]').click()
  await page.screenshot(shot('2-ticked'))
  await admin.frame.getByTestId('save-watches').click()
  await admin.frame.getByRole('link', { name: 'Open the feed' }).click()
  await admin.untilLive()
  await page.screenshot(shot('3-empty-feed'))

  const [itemId = 0] = await simulator.createItems(portal.memberId, {
    entityTypeId: 1220,
    title: 'Replacement of a damaged pallet',
  })
  const row = admin.row(1220, itemId)
  await expect(row).toBeVisible()
  await expect(row).toContainText('Replacement of a damaged pallet')
  await expect(row).toContainText('Received')
  await expect(row).toContainText('Ann Lee')
  await simulator.createItems(portal.memberId, { entityTypeId: 31, title: 'Invoice for October', byRobot: true })
  await expect(admin.rows).toHaveCount(2)
  await page.screenshot(shot('4-live-feed'))

  await row.click()
  await expect(page.getByTestId('item-slider')).toBeVisible()
  await expect(page.getByTestId('item-slider')).toContainText('Replacement of a damaged pallet')
  await page.screenshot(shot('5-card-in-slider'))
  await page.getByTestId('slider-close').click()
  await expect(row).toBeVisible()
})
