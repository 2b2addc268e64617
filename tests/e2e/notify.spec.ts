import { looks, picture } from './looks.ts'
import { expect, type PortalPage, people, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

/** Opens the panel, adds a rule with these words (none: every item), and turns these switches on. */
async function announce(admin: PortalPage, words: string, ...switches: string[]): Promise<void> {
  const { frame } = admin
  await (await admin.tool('open-notify')).click()
  await expect(frame.getByTestId('notify-panel')).toHaveAttribute('aria-busy', 'false')
  for (const name of switches) await frame.getByTestId(name).click()
  await frame.getByTestId('add-rule').click()
  await frame.getByTestId('rule-words').last().fill(words)
  await frame.getByTestId('save-notify').click()
  await expect(frame.getByTestId('notify-panel')).toHaveCount(0)
}

test('nothing is announced until a viewer says so; then what a rule matches, each once', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const create = (title: string, userId: number = people.employee) =>
    simulator.createItems(portal.memberId, { entityTypeId: 1220, title, userId })
  const [first = 0] = await create('Wet cartons before anybody asked')
  await expect(admin.row(1220, first)).toBeVisible()
  await expect(admin.frame.getByTestId('toast')).toHaveCount(0)

  await announce(admin, 'cartons, pallet', 'notify-toast')
  const [own = 0] = await create('Cartons of my own', people.admin)
  const [other = 0] = await create('Wrong colour')
  const [itemId = 0] = await create('Two CARTONS wet on arrival')
  const toast = admin.frame.getByTestId('toast')
  await expect(toast).toHaveCount(1)
  await expect(toast).toContainText('Claims: Two CARTONS wet on arrival')
  await expect(admin.row(1220, own)).toBeVisible()
  await expect(admin.row(1220, other)).toBeVisible()
  await simulator.updateItem(portal.memberId, 1220, itemId, { title: 'Two cartons, dry again' })
  await expect(admin.row(1220, itemId)).toContainText('dry again')
  await expect(toast).toHaveCount(1)

  await toast.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByTestId('item-slider')).toContainText('Two cartons, dry again')
  await expect(toast).toHaveCount(0)
  await page.getByTestId('slider-close').click()

  // It is the viewer's own, on every device.
  await admin.openApp()
  await admin.untilLive()
  await expect(admin.frame.getByTestId('open-notify')).toBeVisible()
  await create('Another pallet')
  await expect(toast).toContainText('Another pallet')
})

test('three messages at the most; more at once are told as a number; each can be dismissed', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(147)
  await announce(admin, '', 'notify-toast')
  await simulator.createItems(portal.memberId, { entityTypeId: 147, count: 20, userId: people.employee })
  const toast = admin.frame.getByTestId('toast')
  await expect(toast.filter({ hasText: /new items match your rules/ }).first()).toBeVisible()
  expect(await toast.count()).toBeLessThanOrEqual(3)
  await toast.first().hover()
  const count = await toast.count()
  await toast.first().getByRole('button', { name: 'Dismiss' }).click()
  await expect(toast).toHaveCount(count - 1)
})

test('in quiet hours nothing is said', async ({ admin, page, simulator, portal }) => {
  await admin.openFeed(147)
  // By the clock of the browser: from an hour ago until in an hour.
  const clock = (hours: number) =>
    page.evaluate((ms) => new Date(Date.now() + ms).toTimeString().slice(0, 5), hours * 3_600_000)
  await (await admin.tool('open-notify')).click()
  await expect(admin.frame.getByTestId('notify-panel')).toHaveAttribute('aria-busy', 'false')
  await admin.frame.getByTestId('notify-toast').click()
  await admin.frame.getByTestId('add-rule').click()
  await admin.frame.getByTestId('notify-quiet').click()
  await admin.frame.getByTestId('quiet-from').fill(await clock(-1))
  await admin.frame.getByTestId('quiet-to').fill(await clock(1))
  await admin.frame.getByTestId('save-notify').click()
  await expect(admin.frame.getByTestId('notify-panel')).toHaveCount(0)
  const create = () => simulator.createItems(portal.memberId, { entityTypeId: 147, userId: people.employee })
  const [quiet = 0] = await create()
  await expect(admin.row(147, quiet)).toBeVisible()
  // Awake again, the next one is told, and alone.
  await (await admin.tool('open-notify')).click()
  await admin.frame.getByTestId('notify-quiet').click()
  await admin.frame.getByTestId('save-notify').click()
  await expect(admin.frame.getByTestId('notify-panel')).toHaveCount(0)
  const [loud = 0] = await create()
  await expect(admin.frame.getByTestId('toast')).toContainText(`#${loud}`)
  await expect(admin.frame.getByTestId('toast')).toHaveCount(1)
})

for (const { name, ...look } of looks) {
  test.describe(name, () => {
    test.use(look)
    test.setTimeout(180_000)

    test(`rules and messages are accessible, ${name}`, async ({ admin, page, simulator, portal }) => {
      await admin.openFeed(1220, 147)
      await announce(admin, 'cartons', 'notify-toast')
      await simulator.createItems(portal.memberId, {
        entityTypeId: 1220,
        title: 'Two cartons wet on arrival, order 48120',
        userId: people.employee,
      })
      await expect(admin.frame.getByTestId('toast')).toBeVisible()
      await admin.frame.getByTestId('toast').hover()
      await page.screenshot({ path: picture(`toast-${name}`), animations: 'disabled' })
      expect(await seriousFindings(page)).toEqual([])
      await (await admin.tool('open-notify')).click()
      await expect(admin.frame.getByTestId('rule-words')).toHaveValue('cartons')
      await page.screenshot({ path: picture(`notifications-${name}`), animations: 'disabled' })
      expect(await seriousFindings(page)).toEqual([])
    })
  })
}
