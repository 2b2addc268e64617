import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { sharedSystem } from '../support/shared-system.ts'
import { expect, PortalPage, people, test } from './portal-page.ts'

/** A site of somebody else's, that shows `html`. */
async function startSite(html: (origin: string) => string): Promise<{ origin: string; close(): void }> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html(origin)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, close: () => void server.close() }
}

const embedding = (address: string) =>
  `<!doctype html><link rel="icon" href="data:,"><iframe src="${address}"></iframe>`
const appFrame = (page: Page) => page.frames().find((frame) => frame.url().startsWith(`${sharedSystem().appUrl}/f/`))

/** The address of the app's page as it stands in the portal, without its fragment. */
async function feedAddress(page: Page): Promise<string> {
  return (appFrame(page)?.url() ?? '').replace(/#.*/, '')
}

test.describe('embedded by a site that is not its portal', () => {
  test.use({ expectedConsole: /frame-ancestors|Refused to frame|refused|net::ERR_BLOCKED|status of 40\d/ })

  test('H13: the browser refuses the feed, the hand-off, and the feed within the portal within that site', async ({
    admin,
    page,
    portal,
    simulator,
  }) => {
    await admin.openFeed(1220)
    const address = await feedAddress(page)
    expect(address).toMatch(/\/f\/[^/]+\/feed/)
    const query = new URLSearchParams({ DOMAIN: portal.domain, PROTOCOL: '0', LANG: 'en', APP_SID: 'sid' })
    const fields = Object.entries({ ...(await simulator.issueTokens(portal.memberId)), PLACEMENT: 'DEFAULT' })
    const inputs = fields.map(([name, value]) => `<input name="${name}" value="${value}">`).join('')
    const launch = `${sharedSystem().appUrl}/api/bitrix24/launch?${query}`
    const post = `<iframe name="app"></iframe><form method="post" target="app" action="${launch}">${inputs}</form><script>document.forms[0].submit()</script>`
    const within = `${portal.origin}/marketplace/app/1/`
    for (const html of [embedding(address), embedding(within), `<link rel="icon" href="data:,">${post}`]) {
      const site = await startSite(() => html)
      await page.goto(site.origin)
      // A launch that is proved slowly has shown its page a shape, and tells it then what a stranger is told.
      const isKeptOut = (url: string) => url.startsWith('chrome-error:') || url.includes('/state/not-proved')
      await expect.poll(() => page.frames().some((frame) => isKeptOut(frame.url()))).toBe(true)
      const shown = page.frames().map((frame) => frame.url())
      expect(shown.filter((url) => url.includes('/f/') && !isKeptOut(url))).toEqual([])
      site.close()
    }
    // The very same address in its portal shows.
    await admin.openApp()
    await admin.untilLive()
  })

  test('H13: what a refused launch hands out frames a page without data, and nothing else', async ({
    page,
    portal,
  }) => {
    const site = await startSite((origin) => {
      const query = new URLSearchParams({ DOMAIN: new URL(origin).host, PROTOCOL: '0', LANG: 'en', APP_SID: 'sid' })
      const fields = `<input name="AUTH_ID" value="made-up"><input name="member_id" value="${portal.memberId}">`
      const launch = `${sharedSystem().appUrl}/api/bitrix24/launch?${query}`
      return `<!doctype html><link rel="icon" href="data:,"><iframe name="app"></iframe><form method="post" target="app" action="${launch}">${fields}</form><script>document.forms[0].submit()</script>`
    })
    await page.goto(site.origin)
    await expect(page.frameLocator('iframe').getByTestId('state-page')).toBeVisible()
    const address = await feedAddress(page)
    expect(address).toMatch(/\/f\/[^/]+\/state\//)
    const other = (path: string) => address.replace(/\/state\/.*/, `/${path}`)
    for (const path of [
      'feed',
      'settings',
      'install',
      'feed/state',
      'state/..%2Ffeed',
      'state/%2e%2e/feed',
      'feed?/state/',
    ]) {
      const answer = await fetch(other(path), { redirect: 'manual' })
      const policy = answer.headers.get('content-security-policy') ?? ''
      const shows = answer.status === 200 && !policy.includes("frame-ancestors 'none'")
      expect([path, shows && !(await answer.text()).includes('data-testid="state-page"')]).toEqual([path, false])
    }
    await page.evaluate((src) => document.querySelector('iframe')?.setAttribute('src', src), other('feed'))
    await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-error:'))).toBe(true)
    site.close()
  })
})

test('H12: titles with HTML, script, right-to-left overrides, formulas or 10 KB are shown as the text they are', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const titles = [
    '<img src=x onerror="window.hit = 1">',
    '</script><script>window.hit = 1</script>',
    '{{constructor.constructor("window.hit = 1")()}}<svg onload=alert(1)>',
    'invoice \u202Efdp.exe and on',
    `=cmd|' /C calc'!A0`,
    `${'A long title goes on. '.repeat(500)}end`,
  ]
  for (const title of titles) {
    const [id = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title, userId: people.admin })
    const link = admin.row(1220, id).getByRole('link')
    await expect(link).toHaveText(title)
    await expect(link).toHaveAttribute('title', title)
    const isolated = await link.evaluate((element) => getComputedStyle(element).unicodeBidi)
    expect(isolated, 'an override ends with its title').toMatch(/isolate|plaintext/)
    const box = await admin.row(1220, id).boundingBox()
    expect(box?.height, 'one row is one row').toBeLessThan(120)
  }
  const frame = appFrame(page)
  expect(await frame?.evaluate(() => 'hit' in window)).toBe(false)
  expect(await frame?.evaluate(() => document.querySelectorAll('img[src="x"], svg[onload]').length)).toBe(0)
  expect(await frame?.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await new PortalPage(page, portal).openApp()
  await expect(admin.rows).toHaveCount(titles.length)
})
