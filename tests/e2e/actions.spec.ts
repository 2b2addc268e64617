import { looks, picture } from './looks.ts'
import { expect, PortalPage, people, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

async function openMenu(admin: PortalPage, itemId: number): Promise<void> {
  await admin.row(1220, itemId).hover()
  await admin.row(1220, itemId).getByTestId('open-actions').click()
  await expect(admin.frame.getByTestId('action-menu')).toBeVisible()
}

test('a viewer takes an item and moves it on: the row changes at once, and stays so when the portal confirms', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const item = { entityTypeId: 1220, title: 'Wet cartons', userId: people.employee, categoryId: 3 }
  const [itemId = 0] = await simulator.createItems(portal.memberId, item)
  const row = admin.row(1220, itemId)
  await expect(row).toHaveAttribute('data-assigned-to', String(people.employee))
  // The row does not wait for the answer: nothing is even sent before it has changed.
  const seen = Promise.withResolvers<void>()
  await admin.page.route('**/api/items/**', async (route) => {
    await seen.promise
    await route.continue()
  })
  await openMenu(admin, itemId)
  await admin.frame.getByTestId('act-take').click()
  await expect(row).toHaveAttribute('data-assigned-to', String(people.admin))
  seen.resolve()
  await expect(row).toContainText('Ann Lee')

  const stages: (string | null)[] = []
  await openMenu(admin, itemId)
  await expect(admin.frame.getByTestId('act-take')).toHaveText('You are responsible')
  await expect(admin.frame.getByTestId('act-stage')).toHaveText('Move to “Under review”')
  await admin.frame.getByTestId('act-stage').click()
  await expect(row).toContainText('Under review')
  // However often the feed speaks meanwhile, it never goes back to what it was.
  for (const title of ['Wet cartons, 2', 'Wet cartons, 3']) {
    await simulator.updateItem(portal.memberId, 1220, itemId, { title })
    await expect(row).toContainText(title)
    stages.push(await row.getAttribute('data-stage-id'))
  }
  expect(new Set(stages)).toEqual(new Set(['DT1220_3:PREPARATION']))
})

test('what the CRM does not allow is undone, and said', async ({ admin, browser, simulator, portal }) => {
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.employee })
  await simulator.setRights(portal.memberId, { userId: people.manager, change: 'own' })
  const context = await browser.newContext()
  const manager = new PortalPage(await context.newPage(), portal)
  await manager.openApp(people.manager)
  const row = manager.row(1220, itemId)
  await openMenu(manager, itemId)
  await manager.frame.getByTestId('act-take').click()
  await expect(manager.frame.getByTestId('toast')).toContainText('Your CRM permissions do not allow this.')
  await expect(row).toHaveAttribute('data-assigned-to', String(people.employee))
  await context.close()
})

test('with the keyboard alone: the menu by its key, a comment by Ctrl+Enter, and back to the row', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Call back' })
  await admin.row(1220, itemId).getByRole('link').focus()
  await page.keyboard.press('a')
  await expect(admin.frame.getByTestId('act-take')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(admin.frame.getByTestId('act-take')).not.toBeFocused()
  // The colour behind it alone is hardly to be seen.
  await expect(admin.frame.locator('[role=menuitem]:focus')).toHaveCSS('outline-style', 'solid')
  await page.keyboard.press('Escape')
  await expect(admin.row(1220, itemId).getByTestId('open-actions')).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await expect(admin.frame.getByTestId('act-take')).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(admin.frame.getByTestId('comment-text')).toBeFocused()
  await page.keyboard.type('Customer called twice')
  await page.keyboard.press('Escape')
  await expect(admin.frame.getByTestId('comment-dialog')).toHaveCount(0)

  // What was written is still there, and is sent once although the answer is lost.
  await simulator.setFaults(portal.memberId, {
    rest: [{ method: 'crm.timeline.comment.add', kind: 'reset_after', times: 1 }],
  })
  await page.keyboard.press('a')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(admin.frame.getByTestId('comment-text')).toHaveValue('Customer called twice')
  await page.keyboard.press('Control+Enter')
  await expect(admin.frame.getByTestId('toast')).toContainText('Your comment is on the item’s timeline.')
  await expect(admin.frame.getByTestId('comment-dialog')).toHaveCount(0)
  await expect(admin.row(1220, itemId).getByTestId('open-actions')).toBeFocused()
  expect(await simulator.comments(portal.memberId)).toMatchObject([{ text: 'Customer called twice', authorId: 1 }])
})

test('a comment of which nothing is known is not sent twice', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220 })
  await simulator.setFaults(portal.memberId, {
    rest: [{ method: 'crm.timeline.comment.add', kind: 'reset', times: 1 }],
  })
  await openMenu(admin, itemId)
  await admin.frame.getByTestId('act-comment').click()
  await admin.frame.getByTestId('comment-text').fill('Maybe')
  await admin.frame.getByTestId('comment-send').click()
  await expect(admin.frame.getByTestId('comment-trouble')).toContainText('Bitrix24 did not answer')
  await expect(admin.frame.getByTestId('comment-send')).toHaveText('Look again')
  await admin.frame.getByTestId('comment-send').click()
  await expect(admin.frame.getByTestId('comment-send')).toBeEnabled()
  const log = await simulator.restLog(portal.memberId)
  expect(log.filter(({ method }) => method === 'crm.timeline.comment.add')).toHaveLength(1)
  await admin.frame.getByTestId('comment-text').fill('Now for sure')
  await admin.frame.getByTestId('comment-send').click()
  await expect(admin.frame.getByTestId('comment-dialog')).toHaveCount(0)
  expect(await simulator.comments(portal.memberId)).toMatchObject([{ text: 'Now for sure' }])
})

test('types without stages have no move, and without the scope there are no actions at all', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(147)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 147, title: 'Visit' })
  await admin.row(147, itemId).getByTestId('open-actions').click()
  await expect(admin.frame.getByRole('menuitem'), 'take, mark, who sees it, comment').toHaveCount(4)
  await expect(admin.frame.getByTestId('act-stage')).toHaveCount(0)
  await simulator.setScope(portal.memberId, 'placement,user_brief')
  await admin.openApp()
  await expect(admin.row(147, itemId)).toBeVisible()
  await expect(admin.frame.getByTestId('open-actions')).toHaveCount(0)
})

test('the card opens in the slider, and closing it leads back to the same place', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  // Of two people in turn, so that they do not fold.
  for (let n = 0; n < 14; n += 1) {
    const userId = n % 2 === 0 ? people.employee : people.manager
    await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: `Claim of place ${n}`, userId })
  }
  await expect(admin.rows).toHaveCount(14)
  // Whichever came first, which is not the one that was created first where the portal was slow: it alone is surely out of sight.
  const title = (await admin.rows.last().getByRole('link').textContent()) ?? ''
  const link = admin.frame.getByRole('link', { name: title, exact: true })
  const list = admin.frame.getByTestId('feed-list')
  const place = () => list.evaluate((element) => element.scrollTop)
  // A list that still takes the last rows in holds its reader at the top.
  await expect(async () => {
    await link.scrollIntoViewIfNeeded()
    expect(await place()).toBeGreaterThan(0)
  }).toPass()
  const before = await place()
  await link.click()
  await expect(page.getByTestId('item-slider')).toContainText(title)
  await page.getByTestId('slider-close').click()
  await expect(page.getByTestId('item-slider')).toHaveCount(0)
  await expect.poll(place).toBe(before)
  await expect(link).toBeInViewport()
})

for (const { name, ...look } of looks) {
  test.describe(name, () => {
    test.use(look)
    test.setTimeout(180_000)

    test(`menu and comment are accessible, ${name}`, async ({ admin, page, simulator, portal }) => {
      await admin.openFeed(1220, 31)
      for (const title of ['Two cartons wet on arrival, order 48120', 'Wrong colour delivered']) {
        await simulator.createItems(portal.memberId, { entityTypeId: 1220, title, userId: people.employee })
      }
      await expect(admin.rows).toHaveCount(2)
      await admin.rows.first().hover()
      await admin.rows.first().getByTestId('open-actions').click()
      await expect(admin.frame.getByTestId('act-stage')).toContainText('Under review')
      await page.screenshot({ path: picture(`actions-${name}`), animations: 'disabled' })
      expect(await seriousFindings(page)).toEqual([])
      await admin.frame.getByTestId('act-comment').click()
      await admin.frame.getByTestId('comment-text').fill('The customer sends photos tomorrow.')
      await page.screenshot({ path: picture(`comment-${name}`), animations: 'disabled' })
      expect(await seriousFindings(page)).toEqual([])
    })
  })
}
