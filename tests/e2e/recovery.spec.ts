import type { Page, Route } from '@playwright/test'
import { expect, test } from './portal-page.ts'

// What Chromium writes when a request is refused or its answer is missing.
// Code that is fetched in idle time may be on its way when a test takes the network away.
test.use({ expectedConsole: /net::ERR_FAILED|ERR_INTERNET_DISCONNECTED .*\/chunks\/|status of 404/ })

const chunks = '**/_next/static/chunks/**'
const gone = (route: Route) => route.fulfill({ status: 404, body: '' })

/** A deploy comes: until the frame's document is this often loaded, no code is served but what it names. */
async function deploy(page: Page, isOver: { readonly afterDocuments: number }): Promise<void> {
  let documents = 0
  let named = ''
  await page.route('**/f/*/feed?**', async (route) => {
    if (!route.request().isNavigationRequest()) return route.continue()
    documents += 1
    const response = await route.fetch()
    named = await response.text()
    return route.fulfill({ response })
  })
  await page.route(chunks, (route) => {
    const isNamed = named.includes(new URL(route.request().url()).pathname)
    return documents >= isOver.afterDocuments || isNamed ? route.continue() : gone(route)
  })
}

test('a first opening in the middle of a deploy, whose code is gone, loads itself anew', async ({ admin, page }) => {
  await admin.openFeed(1220)
  await deploy(page, { afterDocuments: 2 })
  await admin.openApp()
  await admin.untilLive()
})

test('a part whose code a deploy has taken away is there after the page has loaded itself anew', async ({
  admin,
  page,
}) => {
  await admin.openFeed(1220)
  await deploy(page, { afterDocuments: 1 })
  await admin.frame.getByTestId('toggle-activity').click()
  await expect(admin.frame.getByTestId('activity-panel')).toBeVisible()
  await admin.untilLive()
})

test('before anything was lost the feed connects; then all of the screen is back with its badge', async ({
  admin,
  page,
}) => {
  await admin.openFeed(1220)
  const badge = admin.frame.getByTestId('connection-badge')
  let silencesRead = 0
  page.on('response', (response) => {
    if (response.url().endsWith('/api/insight')) silencesRead += 1
  })
  const { promise: mayStream, resolve: stream } = Promise.withResolvers<void>()
  await page.route('**/api/feed/stream**', async (route) => {
    await mayStream
    return route.continue()
  })
  silencesRead = 0
  await admin.openApp()
  await expect(badge).toHaveAttribute('data-state', 'connecting')
  await expect(badge).toHaveText('Connecting…')
  stream()
  await admin.untilLive()
  await page.unroute('**/api/feed/stream**')

  await expect.poll(() => silencesRead).toBeGreaterThan(0)
  const before = silencesRead
  await page.route('**/api/**', (route) => route.abort())
  // A stream that was cut: what the page hears of it is that the network changed.
  const frame = page.frames().find((each) => each.url().includes('/feed'))
  await page.context().setOffline(true)
  await expect(badge).not.toHaveAttribute('data-state', 'live')
  await page.context().setOffline(false)
  await page.unroute('**/api/**')
  await frame?.evaluate(() => window.dispatchEvent(new Event('online')))
  await admin.untilLive()
  await expect.poll(() => silencesRead, 'once more, which else it is every five minutes').toBeGreaterThan(before)
})

test('a first opening shows its frame while the screen is on its way', async ({ admin, page }) => {
  await admin.openFeed(1220)
  const { promise: mayLoad, resolve: load } = Promise.withResolvers<void>()
  await page.route('**/f/*/feed?**', async (route) => {
    await mayLoad
    return route.continue()
  })
  await admin.openApp()
  await expect(admin.frame.getByTestId('opening')).toBeVisible()
  load()
  await admin.untilLive()
})

test('a first opening shows its frame while the portal’s word is awaited, in the portal’s theme', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  await page.goto('about:blank')
  await simulator.setOAuthFault({ kind: 'hang', times: 1, memberId: portal.memberId })
  await admin.openApp()
  const opening = admin.frame.getByTestId('opening')
  await expect(opening).toBeVisible()
  await expect(opening).toHaveCSS('background-color', 'rgb(238, 242, 244)')
  // The question is given up in the end, and then the frame says so.
  await expect(admin.frame.getByTestId('state-page')).toHaveAttribute('data-code', 'unavailable')
  await simulator.clearOAuthFaults(portal.memberId)
})
