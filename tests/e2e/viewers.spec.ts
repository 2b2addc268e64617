import { expect, PortalPage, people, test } from './portal-page.ts'

test('an employee sees the own items appear and never those of others', async ({
  admin,
  browser,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const context = await browser.newContext()
  const employee = new PortalPage(await context.newPage(), portal)
  await employee.openApp(people.employee)
  await employee.untilLive()

  const [hidden = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.admin })
  const [own = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.employee })
  await expect(employee.row(1220, own)).toBeVisible()
  await expect(admin.row(1220, hidden)).toBeVisible()
  await expect(employee.row(1220, hidden)).toHaveCount(0)
  await context.close()
})

test('a row follows its item: a new stage, a new title, and gone when deleted', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const [id = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Before' })
  await expect(admin.row(1220, id)).toContainText('Before')
  await simulator.updateItem(portal.memberId, 1220, id, { title: 'After' })
  await expect(admin.row(1220, id)).toContainText('After')
  await simulator.deleteItem(portal.memberId, 1220, id)
  await expect(admin.rows).toHaveCount(0)
})

test('a colleague who opens the app before anything is watched is told so, and the page opens the feed by itself', async ({
  admin,
  page,
  portal,
}) => {
  await admin.openApp()
  await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
  await new PortalPage(page, portal).openApp(people.employee)
  await expect(admin.frame.getByTestId('state-page')).toHaveAttribute('data-code', 'nothing-watched')
  await admin.watch(1220)
  await admin.untilLive()
  await expect(admin.frame.getByTestId('feed-empty'), 'own items only').toContainText(
    'Other smart processes never appear for you.',
  )
})

test('who sees only own items is told that, and who may see nothing at all does not wait for items', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.admin })
  await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.employee })
  await expect(admin.rows).toHaveCount(2)
  await expect(admin.frame.getByText('That is everything.')).toBeVisible()
  const other = new PortalPage(page, portal)
  await other.openApp(people.employee)
  await expect(other.rows).toHaveCount(1)
  await expect(other.frame.getByText('only your own items')).toBeVisible()
  await simulator.setRights(portal.memberId, { userId: people.outsider, deniedTypes: [1220] })
  await other.openApp(people.outsider)
  await expect(other.frame.getByTestId('state-page')).toHaveAttribute('data-code', 'nothing-shown')
})

test('a page that is reloaded in its frame signs itself in again', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(1220)
  await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Still here' })
  await expect(admin.rows).toHaveCount(1)
  const frame = page.frames().find((candidate) => candidate.url().includes('/feed'))
  await frame?.evaluate(() => location.reload())
  await admin.untilLive()
  await expect(admin.rows).toHaveCount(1)
  expect(
    page
      .frames()
      .map((candidate) => candidate.url())
      .join(),
  ).not.toContain('#')
})

test('an empty feed says what this viewer sees there, and that nothing else will ever come', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220, 177)
  await simulator.setRights(portal.memberId, { userId: people.employee, deniedTypes: [177] })
  const other = new PortalPage(page, portal)
  await other.openApp(people.employee)
  const empty = other.frame.getByTestId('feed-empty')
  await expect(empty).toContainText('New items of the smart processes above appear here as far as your CRM permissions')
  await expect(empty).toContainText('Other smart processes never appear for you.')
  await page.screenshot({ path: 'test-results/screenshots/empty-limited.png' })
  await other.frame.getByRole('tab', { name: 'Claims' }).click()
  await expect(empty).toContainText('but only those that your CRM permissions show you')
})
