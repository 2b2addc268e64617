import { expect, test } from './portal-page.ts'

test('the frame follows the portal’s window, and one that is too low is asked for higher, with one scrollbar', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220 })
  await expect(admin.row(1220, itemId)).toBeVisible()
  const shown = page.getByTestId('app-frame')
  const heightOf = async () => (await shown.boundingBox())?.height ?? 0
  const isScrolled = () => admin.frame.locator('html').evaluate((html) => html.scrollHeight > html.clientHeight)
  const resize = (height: string) =>
    shown.evaluate((frame, value) => (frame as HTMLElement).style.setProperty('height', value), height)
  const before = await heightOf()

  await test.step('a window that grows', async () => {
    await page.setViewportSize({ width: 1300, height: 1100 })
    await expect.poll(heightOf).toBeCloseTo(before + 300, 0)
  })

  await test.step('a frame that is too low', async () => {
    await resize('260px')
    await expect.poll(heightOf).toBe(770)
    expect(await isScrolled()).toBe(false)
    await page.setViewportSize({ width: 1280, height: 1400 })
    await expect.poll(heightOf).toBe(980)
  })

  await test.step('a low frame that the portal does not make higher', async () => {
    await page.evaluate(() =>
      window.addEventListener('message', (event) => event.stopImmediatePropagation(), { capture: true }),
    )
    await resize('300px')
    await expect(admin.row(1220, itemId)).toBeVisible()
    expect(await isScrolled()).toBe(false)
  })
})
