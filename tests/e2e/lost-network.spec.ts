import { expect, test } from './portal-page.ts'

// What Chromium writes when a request is refused.
test.use({ expectedConsole: /net::ERR_FAILED/ })

const chunks = '**/_next/static/chunks/**'

test('a part that cannot be fetched is said to be missing, and fetched when it is asked for again', async ({
  admin,
  page,
}) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const toast = frame.getByTestId('toast')
  await expect(frame.getByTestId('toast-list'), 'bad news needs no network').toBeAttached()
  await page.route(chunks, (route) => route.abort())
  await frame.getByTestId('export-feed').click()
  await expect(toast).toContainText('The server cannot be reached.')
  await frame.getByTestId('open-notify').click()
  await expect(toast).toHaveCount(2)
  await expect(frame.getByTestId('notify-panel')).toHaveCount(0)

  await page.unroute(chunks)
  await frame.getByTestId('open-notify').click()
  await expect(frame.getByTestId('notify-panel')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(frame.getByTestId('notify-panel')).toHaveCount(0)
  await Promise.all([page.waitForEvent('download'), frame.getByTestId('export-feed').click()])
  await expect(frame.getByTestId('export-toast')).toHaveAttribute('data-phase', 'done')
})

test('a part that shall stay open comes by itself once it can be fetched', async ({ admin, page }) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const refused = new Map<string, number>()
  await page.route(chunks, (route) => {
    const address = route.request().url()
    refused.set(address, (refused.get(address) ?? 0) + 1)
    return route.abort()
  })
  await frame.getByTestId('toggle-activity').click()
  // The bundler's own runtime tries twice.
  await expect.poll(() => Math.max(0, ...refused.values())).toBeGreaterThan(2)
  await page.unroute(chunks)
  await expect(frame.getByTestId('activity-panel')).toBeVisible()
})

test('rules are not overwritten before they are known', async ({ admin, page }) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const panel = frame.getByTestId('notify-panel')
  const save = frame.getByTestId('save-notify')
  await frame.getByTestId('open-notify').click()
  await frame.getByTestId('add-rule').click()
  await frame.getByTestId('rule-words').fill('cartons')
  await save.click()
  await expect(panel).toHaveCount(0)

  const preferences = '**/api/preferences'
  await page.route(preferences, (route) => route.abort())
  await admin.openApp()
  await admin.untilLive()
  await frame.getByTestId('open-notify').click()
  await expect(panel).toContainText('The server cannot be reached.')
  await expect(panel).toHaveAttribute('aria-busy', 'true')
  await expect(frame.getByTestId('notify-toast'), 'nothing to change yet').toHaveCount(0)
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(panel).toContainText('The server cannot be reached.')
  // Then by itself.
  await page.unroute(preferences)
  await expect(frame.getByTestId('rule-words')).toHaveValue('cartons')
  await frame.getByTestId('notify-toast').click()
  await save.click()
  await expect(panel).toHaveCount(0)
  await admin.openApp()
  await admin.untilLive()
  await frame.getByTestId('open-notify').click()
  await expect(frame.getByTestId('rule-words')).toHaveValue('cartons')
})
