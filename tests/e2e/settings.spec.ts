import { expect, type PortalPage, test } from './portal-page.ts'

const CLAIM = 1220

async function openSettings(admin: PortalPage): Promise<void> {
  await admin.frame.getByTestId('open-settings').click()
  await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
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
  const told = frame.getByTestId('save-state')
  await claims.click()
  await frame.getByTestId('save-watches').click()
  await expect(asked).toHaveText('“Claims” will no longer be watched. Leaves everybody’s feed: 1 item.')
  await frame.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(told, 'nothing was saved').toHaveText('There are changes that are not saved.')

  await claims.click()
  await frame.getByText('Everyone in the portal').click()
  await frame.getByTestId('save-watches').click()
  await expect(asked).toHaveText('“Claims” will be open to everyone in the portal, whatever CRM permissions say.')
  await frame.getByTestId('confirm-save').click()
  await expect(told).toHaveText('Saved. Open to everyone: Claims.')

  await claims.click()
  await frame.getByTestId('save-watches').click()
  await frame.getByTestId('confirm-save').click()
  await expect(told).toHaveText('Saved. No longer watched: Claims.')
})

for (const width of [1280, 375]) {
  test(`many ticked types leave one scrollbar, ${width} px wide`, async ({ admin, page, simulator, portal }) => {
    await page.setViewportSize({ width, height: 700 })
    for (let index = 0; index < 9; index += 1)
      await simulator.createType(portal.memberId, { title: `Process ${index}` })
    await admin.openApp()
    const switches = admin.frame.getByTestId('watch-toggle')
    await expect(switches).toHaveCount(13)
    for (const each of await switches.all()) await each.click()
    const html = admin.frame.locator('html')
    expect(await html.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
    await expect(admin.frame.getByText('Who sees the items').first()).toBeVisible()
    await expect(admin.frame.getByText('Where the feed begins').first()).toBeVisible()
    await page.screenshot({ path: `test-results/screenshots/settings-13-${width}.png` })
  })
}
