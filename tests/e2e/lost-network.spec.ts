import { expect, test } from './portal-page.ts'

// What Chromium writes when a request is refused.
test.use({ expectedConsole: /net::ERR_FAILED|status of 50[23]/ })

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

for (const [path, words] of [
  ['watches', 'This is temporary.'],
  ['feed?*', 'The server is not available right now.'],
] as const) {
  test(`a first opening that meets a server in trouble (${path}) goes on by itself`, async ({ admin, page }) => {
    await admin.openFeed(1220)
    let answers = 0
    const busy = { status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}' }
    const address = `**/api/${path}`
    await page.route(address, (route) => {
      answers += 1
      return route.fulfill(answers % 2 === 0 ? { ...busy, status: 502, contentType: 'text/html', body: '' } : busy)
    })
    await admin.openApp()
    await expect(admin.frame.getByText(words)).toBeVisible()
    await expect.poll(() => answers).toBeGreaterThan(1)
    await page.unroute(address)
    await admin.untilLive()
    await expect(admin.frame.getByText(words)).toHaveCount(0)
  })
}

test('rules are not overwritten before they are known', async ({ admin, page }) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const panel = frame.getByTestId('notify-panel')
  const save = frame.getByTestId('save-notify')
  await frame.getByTestId('open-notify').click()
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

test('S1: a feed that has to be read anew while the portal is slow is there again by itself, with its tabs and marks', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const [before = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220 })
  await expect(admin.row(1220, before)).toBeVisible()
  const slow = { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable' }) }
  const isRead = (url: URL) => ['/api/feed', '/api/feed/unread', '/api/watches'].includes(url.pathname)
  const refused: string[] = []
  await page.route(isRead, (route) => {
    refused.push(new URL(route.request().url()).pathname)
    return route.fulfill(slow)
  })
  await admin.watch(1220, 147)
  await expect.poll(() => new Set(refused).size).toBe(3)
  await expect(frame.getByTestId('feed-row')).toHaveCount(0)
  await page.unroute(isRead)
  await expect(admin.row(1220, before)).toBeVisible()
  await expect(frame.locator('[data-testid="entity-type-tab"][data-entity-type-id="147"]')).toBeVisible()
  const [after = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 147 })
  await expect(admin.row(147, after)).toBeVisible()
})

test('named filters that could not be read are said to be missing, and a refused save takes no later one with it', async ({
  admin,
  page,
}) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const views = frame.getByTestId('saved-views')
  const view = frame.getByTestId('saved-view')
  const naming = frame.getByRole('button', { name: '+ Save the present filter' })
  const preferences = '**/api/preferences'
  await page.route(preferences, (route) => route.abort())
  await frame.getByTestId('open-filter').click()
  await expect(views).toContainText('The server cannot be reached.')
  await expect(naming, 'nothing to add to yet').toHaveCount(0)
  await views.getByRole('button', { name: 'Try again' }).click()
  await expect(views).toContainText('The server cannot be reached.')
  // Then by itself.
  await page.unroute(preferences)
  await expect(naming).toBeVisible()

  const { promise: bothAreNamed, resolve: release } = Promise.withResolvers<void>()
  let saves = 0
  await page.route(preferences, async (route) => {
    if (route.request().method() === 'PUT') saves += 1
    if (route.request().method() !== 'PUT' || saves > 1) return route.continue()
    await bothAreNamed
    return route.abort()
  })
  for (const name of ['First', 'Second']) {
    await naming.click()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
  }
  await expect(view).toHaveText(['First', 'Second'])
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok())
  release()
  await saved
  await expect(view).toHaveText(['First', 'Second'])
  await admin.openApp()
  await admin.untilLive()
  await frame.getByTestId('open-filter').click()
  await expect(view).toHaveText(['First', 'Second'])
})
