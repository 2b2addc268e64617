import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { PortalDriver } from '../support/portal-driver.ts'
import { sharedSystem } from '../support/shared-system.ts'

type Portal = Awaited<ReturnType<SimulatorClient['createPortal']>>

type Wanted = Parameters<FeedClient['watch']>

/** The user ids of the simulator's sample portal. */
export const people = { admin: 1, manager: 7, employee: 9, outsider: 11 } as const

/** One person's browser tab on a simulated portal. */
export class PortalPage {
  readonly page: Page
  readonly portal: Portal
  #isInstalled = false

  constructor(page: Page, portal: Portal) {
    this.page = page
    this.portal = portal
  }

  get frame(): FrameLocator {
    return this.page.getByTestId('app-frame').contentFrame()
  }

  /** Opens the app's tab in the portal, as this user. */
  async openApp(userId: number = people.admin): Promise<void> {
    this.#isInstalled = true
    await this.page.goto(`${this.portal.origin}/marketplace/app/1/?user=${userId}`)
  }

  /** Opens the feed of a portal where the app is installed and these types are watched; by requests, which take no time. */
  async openFeed(...wanted: Wanted): Promise<void> {
    const driver = this.#driver()
    if (!this.#isInstalled) await driver.install()
    await this.watch(...wanted)
    await this.openApp()
    await this.untilLive()
  }

  /** Another page of the admin's saves the watches. */
  async watch(...wanted: Wanted): Promise<void> {
    await (await this.#driver().viewer()).watch(...wanted)
  }

  /** The portal has just told what this person may hear of, to another page. */
  async knowTypes(userId: number): Promise<void> {
    await (await this.#driver().viewer(userId)).call('GET', '/api/watches')
  }

  /** Somebody else reads the feed: whether the portal answers is known then. */
  async readElsewhere(userId: number): Promise<void> {
    await (await this.#driver().viewer(userId)).call('GET', '/api/feed')
  }

  #driver(): PortalDriver {
    const sql = () => Promise.reject(new Error('Browser tests do not look into the database.'))
    const { controlUrl, appUrl } = sharedSystem()
    return new PortalDriver({ simulator: new SimulatorClient(controlUrl), sql, app: { url: appUrl } }, this.portal)
  }

  async untilLive(): Promise<void> {
    await expect(this.frame.getByTestId('connection-badge')).toHaveAttribute('data-state', 'live')
  }

  /** One of the feed's tools, which a phone has in a menu. */
  async tool(testId: string): Promise<Locator> {
    const menu = this.frame.getByTestId('more-tools')
    const tool = this.frame.getByTestId(testId)
    await expect(menu.or(tool).first()).toBeVisible()
    if (!(await tool.isVisible())) await menu.click()
    return tool
  }

  row(entityTypeId: number, itemId: number) {
    return this.frame.locator(
      `[data-testid="feed-row"][data-entity-type-id="${entityTypeId}"][data-item-id="${itemId}"]`,
    )
  }

  get rows() {
    return this.frame.getByTestId('feed-row')
  }
}

type Fixtures = {
  /** The portal's own. */
  readonly theme: 'light' | 'dark'
  /** What Chromium itself writes to the console when a test takes the network away; null where nothing may be written. */
  readonly expectedConsole: RegExp | null
  readonly simulator: SimulatorClient
  readonly portal: Portal
  readonly admin: PortalPage
}

/** Each test has a portal of its own; anything that a page writes to its console fails the test. */
export const test = base.extend<Fixtures>({
  theme: ['light', { option: true }],
  expectedConsole: [null, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  simulator: async ({}, use) => use(new SimulatorClient(sharedSystem().controlUrl)),
  portal: async ({ simulator, theme }, use) => {
    const portal = await simulator.createPortal({ theme })
    await use(portal)
    await simulator.deletePortal(portal.memberId)
  },
  admin: async ({ page, portal }, use) => use(new PortalPage(page, portal)),
  // Closed before its portal is deleted: the portal's own page would complain of the end of its server.
  page: async ({ page, portal: _portal, expectedConsole }, use) => {
    const said: string[] = []
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()} ${message.location().url}`))
    page.on('pageerror', (error) => said.push(`error: ${error.message}`))
    await use(page)
    await page.close()
    const unexpected = said.filter((text) => !expectedConsole?.test(text))
    expect(unexpected, 'messages in the console').toEqual([])
  },
})

export { expect }
