import { looks, picture } from './looks.ts'
import { expect, type PortalPage, people, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

async function openDiagnostics(admin: PortalPage): Promise<void> {
  await (await admin.tool('open-settings')).click()
  await admin.frame.getByTestId('open-diagnostics').click()
  await expect(admin.frame.getByTestId('condition')).toBeVisible()
}

test('an admin finds out why an item is not in the feed, with the keyboard alone', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  const [old = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Long ago' })
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'New' })
  await expect(admin.row(1220, itemId)).toBeVisible()
  await openDiagnostics(admin)
  const { frame } = admin
  await expect(frame.getByTestId('all-well')).toBeVisible()
  await expect(frame.getByTestId('bound-events')).toHaveText('8 of 8')

  await frame.getByTestId('item-type').focus()
  await expect(frame.getByTestId('item-type')).toHaveValue('1220')
  await page.keyboard.press('Tab')
  await page.keyboard.type(String(old))
  await page.keyboard.press('Enter')
  await expect(frame.getByTestId('verdict')).toHaveAttribute('data-code', 'before_baseline')
  await expect(frame.getByTestId('verdict')).toContainText(`Claims, No. ${old}.`)

  await frame.getByTestId('item-number').fill(String(itemId))
  await frame.getByTestId('explain').click()
  await expect(frame.getByTestId('verdict')).toHaveAttribute('data-code', 'received')
  await expect(frame.getByTestId('timeline').getByRole('listitem')).toHaveCount(1)

  await frame.getByTestId('item-number').fill('twelve')
  await frame.getByTestId('explain').click()
  await expect(frame.getByText('Enter the item’s number')).toBeVisible()
  await expect(frame.getByTestId('verdict')).toHaveCount(0)
})

test('nothing is asked before the portal’s types are known', async ({ admin, page }) => {
  await admin.openFeed(1220)
  const known = Promise.withResolvers<void>()
  await page.route('**/api/entity-types', async (route) => {
    await known.promise
    await route.continue()
  })
  await openDiagnostics(admin)
  const ask = admin.frame.getByTestId('explain')
  await expect(ask).toBeDisabled()
  known.resolve()
  await expect(ask).toBeEnabled()
  await expect(admin.frame.getByTestId('item-type')).toHaveValue('1220')
})

test('a missing binding is shown and mended with one click', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  const { AUTH_ID } = await simulator.issueTokens(portal.memberId, { userId: people.admin })
  const bound = await simulator.bindings(portal.memberId)
  const handler = bound.find(({ event }) => event === 'ONCRMDYNAMICITEMADD')?.handler
  await fetch(`${portal.origin}/rest/event.unbind`, {
    method: 'POST',
    body: new URLSearchParams({ event: 'ONCRMDYNAMICITEMADD', handler: handler ?? '', auth: AUTH_ID }),
  })
  await openDiagnostics(admin)
  await expect(admin.frame.getByTestId('bound-events')).toHaveText('7 of 8')
  await expect(admin.frame.locator('[data-step="bind"]')).toBeVisible()
  await admin.frame.getByTestId('bind-events').click()
  await expect(admin.frame.getByTestId('bound-events')).toHaveText('8 of 8')
  await expect(admin.frame.getByTestId('all-well')).toBeVisible()
})

test('the diagnostics speak Russian in a Russian portal', async ({ admin, page }) => {
  await admin.openFeed(1220)
  await page.getByTestId('portal-language').click()
  await page.getByRole('menuitem', { name: 'Русский' }).click()
  // The portal opens the frame anew: what is pressed before goes with the old one.
  await expect(admin.frame.locator('html')).toHaveAttribute('lang', 'ru')
  await openDiagnostics(admin)
  await admin.frame.getByTestId('item-number').fill('9999999')
  await admin.frame.getByTestId('explain').click()
  await expect(admin.frame.getByTestId('verdict')).toContainText('Его нет в ленте: в CRM такого элемента нет.')
  await page.setViewportSize({ width: 375, height: 780 })
  const isWhole = (heading: HTMLElement) => heading.scrollWidth <= heading.clientWidth
  expect(await admin.frame.locator('h1').evaluate(isWhole), 'nothing stands over the heading').toBe(true)
})

for (const { name, ...look } of looks) {
  test.describe(name, () => {
    test.use(look)
    test.setTimeout(120_000)

    test(`the diagnostics are accessible, ${name}`, async ({ admin, page, simulator, portal }) => {
      await admin.openFeed(1220, 147)
      const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'New' })
      await expect(admin.row(1220, itemId)).toBeVisible()
      await simulator.updateItem(portal.memberId, 1220, itemId, { title: 'Changed' })
      await expect(admin.row(1220, itemId)).toContainText('Changed')
      await openDiagnostics(admin)
      await admin.frame.getByTestId('item-number').fill(String(itemId))
      await admin.frame.getByTestId('explain').click()
      await expect(admin.frame.getByTestId('verdict')).toHaveAttribute('data-code', 'received')
      await page.screenshot({ path: picture(`diagnostics-${name}`), animations: 'disabled' })
      expect(await seriousFindings(page)).toEqual([])
      const frame = page.frames().find((candidate) => candidate.url().includes('/diagnostics'))
      expect(await frame?.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    })
  })
}

test('from a row an admin finds out who sees the item: who never opened the app, whom the CRM does not show it; and goes back to the feed', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Whose?' })
  const row = admin.row(1220, itemId)
  await row.hover()
  await row.getByTestId('open-actions').click()
  const { frame } = admin
  await frame.getByTestId('act-explain').click()
  await expect(frame.getByTestId('verdict')).toHaveAttribute('data-code', 'received')
  await expect(frame.getByTestId('item-number')).toHaveValue(String(itemId))

  await frame.getByTestId('person').fill('bran')
  await frame.getByTestId('person-choice').filter({ hasText: 'Eva Brandt' }).click()
  await frame.getByTestId('explain').click()
  const verdict = frame.getByTestId('person-verdict')
  await expect(verdict).toHaveAttribute('data-code', 'never_opened')
  await expect(verdict).toContainText('Eva Brandt has never opened the app')

  await admin.readElsewhere(people.employee)
  await frame.getByTestId('explain').click()
  await expect(verdict).toHaveAttribute('data-code', 'hidden')
  await expect(verdict).toContainText('Eva Brandt does not see it')
  await expect(verdict).toContainText('access permissions')
  await page.screenshot({ path: picture('diagnostics-person'), animations: 'disabled' })

  const link = `${portal.origin}/crm/type/1220/details/${itemId}/`
  await frame.getByTestId('item-number').fill(link)
  await frame.getByTestId('person').fill('ann')
  await frame.getByTestId('person-choice').click()
  await frame.getByTestId('explain').click()
  await expect(verdict).toHaveAttribute('data-code', 'admin')
  await expect(frame.getByTestId('item-number')).toHaveValue(String(itemId))

  await frame.getByTestId('open-feed').click()
  await expect(row).toBeVisible()
  await expect(frame.getByTestId('action-menu'), 'that was left behind').toHaveCount(0)
  await (await admin.tool('feed-diagnostics')).click()
  await expect(frame.getByTestId('condition')).toBeVisible()
})

test.describe('an outage', () => {
  test.use({ expectedConsole: /status of 503/ })

  test('what is told of one person is never shown as told of another, and what an outage left unanswered stays asked', async ({
    admin,
    page,
    simulator,
    portal,
  }) => {
    await admin.openFeed(1220)
    const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Whose?' })
    await expect(admin.row(1220, itemId)).toBeVisible()
    await openDiagnostics(admin)
    const { frame } = admin
    const verdict = frame.getByTestId('person-verdict')
    const askOf = async (name: string) => {
      await frame.getByTestId('person').fill(name)
      await frame.getByTestId('person-choice').click()
      await frame.getByTestId('explain').click()
    }
    await frame.getByTestId('item-number').fill(String(itemId))
    await askOf('ann')
    await expect(verdict).toHaveAttribute('data-code', 'admin')

    const answer = Promise.withResolvers<void>()
    await page.route('**/api/diagnostics?*', async (route) => {
      await answer.promise
      await route.fulfill({ status: 503, json: { code: 'unavailable', standing: { portal: 'waiting' } } })
    })
    const asked = page.waitForRequest('**/api/diagnostics?*')
    await askOf('bran')
    await asked
    await expect(frame.getByTestId('explain')).toBeDisabled()
    await expect(verdict).toHaveCount(0)
    answer.resolve()
    await expect(frame.getByTestId('condition')).toHaveCount(0)

    await page.unroute('**/api/diagnostics?*')
    await frame.getByRole('button', { name: 'Check again' }).click()
    await expect(verdict).toContainText('Eva Brandt has never opened the app')
    await expect(frame.getByTestId('item-number')).toHaveValue(String(itemId))
  })

  test('somebody who was looked for during an outage is found after it, and is never said not to exist', async ({
    admin,
    page,
  }) => {
    await admin.openFeed(1220)
    await openDiagnostics(admin)
    const { frame } = admin
    let lost = 0
    await page.route('**/api/people?q=bran', (route) =>
      lost++ === 0 ? route.fulfill({ status: 503, json: { code: 'unavailable' } }) : route.continue(),
    )
    const outage = page.waitForResponse('**/api/people?q=bran')
    await frame.getByTestId('person').fill('bran')
    await outage
    await expect(frame.getByTestId('person-choice').or(frame.getByText('No one by that name'))).toHaveText('Eva Brandt')
  })
})

test('the diagnostics use no word that an admin would have to ask about', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  const { frame } = admin
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220 })
  await expect(admin.row(1220, itemId)).toBeVisible()
  await (await admin.tool('feed-diagnostics')).click()
  await frame.getByTestId('item-number').fill(String(itemId))
  await frame.getByTestId('explain').click()
  await expect(frame.getByTestId('verdict')).toBeVisible()
  await expect(frame.getByTestId('diagnostics')).not.toContainText(
    /\b(bound|bind|events?|set aside|tokens?|proved|sweep|receipts?)\b/i,
  )
})
