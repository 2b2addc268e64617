import { looks, picture } from './looks.ts'
import { expect, type PortalPage, people, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

const CLAIM = 1220
const VISIT = 147

/** Opens the panel of somebody who has never saved it. */
async function openPanel(admin: PortalPage): Promise<void> {
  await (await admin.tool('open-notify')).click()
  await expect(admin.frame.getByTestId('notify-panel')).toHaveAttribute('aria-busy', 'false')
}

async function save({ frame }: PortalPage): Promise<void> {
  await frame.getByTestId('save-notify').click()
  await expect(frame.getByTestId('notify-panel')).toHaveCount(0)
}

const removeRule = ({ frame }: PortalPage) => frame.getByRole('button', { name: 'Remove rule 1' }).click()

/** Has messages come of items with these words (none: every item), instead of what is suggested. */
async function announce(admin: PortalPage, words: string): Promise<void> {
  await openPanel(admin)
  await removeRule(admin)
  await admin.frame.getByTestId('add-rule').click()
  await admin.frame.getByTestId('rule-words').fill(words)
  await admin.frame.getByTestId('notify-toast').setChecked(true)
  await save(admin)
}

test('the first opening suggests what is given to the viewer; a robot’s item rings, in the feed and at the portal’s bell', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed({ entityTypeId: VISIT, visibility: 'portal' }, CLAIM)
  const { frame } = admin
  const toast = frame.getByTestId('toast')
  const bellCount = page.getByTestId('portal-bell-count')
  const create = async (title: string, whose: { userId: number; byRobot?: boolean; assignedById?: number }) => {
    const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: VISIT, title, ...whose })
    await expect(admin.row(VISIT, itemId)).toBeVisible()
  }
  await openPanel(admin)
  await expect(frame.getByTestId('notify-suggestion')).toBeVisible()
  await expect(frame.getByTestId('notify-toast')).toBeChecked()
  await expect(frame.getByTestId('notify-bell')).toBeChecked()
  await expect(frame.getByRole('combobox', { name: 'Responsible' })).toHaveValue('Me')
  const process = frame.getByRole('combobox', { name: 'Smart process' })
  await process.fill('Claims')
  await frame.getByRole('option', { name: 'Claims' }).click()
  await expect(frame.getByTestId('rule-silent')).toContainText('Only in the open feed')
  await expect(frame.getByTestId('notify-bell-hint')).toContainText('not everyone in the portal sees')
  await process.fill('')
  await expect(frame.getByTestId('rule-silent')).toHaveCount(0)
  await create('Before it was saved', { userId: people.manager, assignedById: people.admin })
  await save(admin)

  await create('By my own hand', { userId: people.admin })
  await create('Given to somebody else', { userId: people.employee })
  await create('A robot gave me this', { userId: people.admin, byRobot: true })
  await expect(toast).toHaveCount(1)
  await expect(toast).toContainText('A robot gave me this')
  await expect(bellCount).toHaveText('1')

  await page.getByTestId('portal-bell').click()
  const rung = page.getByRole('menuitem')
  await expect(rung).toHaveCount(1)
  await expect(bellCount).toBeHidden()
  await rung.click()
  await expect(page.getByTestId('item-slider')).toContainText('A robot gave me this')
  await page.getByTestId('slider-close').click()
  await openPanel(admin)
  await expect(frame.getByTestId('rule-words')).toBeVisible()
  await expect(frame.getByTestId('notify-suggestion')).toHaveCount(0)
})

test('what will never ring cannot be switched on, and says why', async ({ admin }) => {
  await admin.openFeed(CLAIM)
  const { frame } = admin
  const toast = frame.getByTestId('notify-toast')
  const sound = frame.getByTestId('notify-sound')
  const bell = frame.getByTestId('notify-bell')
  const why = (name: string) => frame.getByTestId(`notify-${name}-hint`)
  await openPanel(admin)
  await frame.getByTestId('notify-quiet').click()
  await frame.getByTestId('quiet-to').fill(await frame.getByTestId('quiet-from').inputValue())
  await expect(frame.getByTestId('notify-panel')).toContainText('From and to are the same, so no hour is quiet.')
  await expect(bell).toBeDisabled()
  await expect(why('bell')).toContainText('only for types that everyone in the portal sees. There is none yet.')
  await expect(sound).toBeEnabled()

  await removeRule(admin)
  await expect(sound).toBeDisabled()
  await expect(why('sound')).toHaveText('Add a rule first: it says what you hear of.')
  await expect(toast, 'what is on can be switched off').toBeChecked()
  await toast.click()
  await expect(toast).toBeDisabled()

  await frame.getByTestId('add-rule').click()
  await expect(toast).toBeEnabled()
  await frame.getByRole('combobox', { name: 'Created by', exact: true }).fill('Me')
  await frame.getByRole('option', { name: 'Me', exact: true }).click()
  await expect(frame.getByTestId('rule-silent')).toContainText('what robots make in your name')
  await frame.getByLabel('Created by a person or a robot').selectOption('By people')
  await expect(frame.getByTestId('rule-silent')).toContainText('you are not told of what you make yourself')
  await expect(toast).toBeDisabled()
  await frame.getByLabel('Created by a person or a robot').selectOption('By robots')
  await expect(toast).toBeEnabled()
})

test('a rule names a pipeline of the CRM and a person of the portal that nobody has seen in the feed', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(CLAIM)
  const { frame } = admin
  const choose = async (field: string, choice: string) => {
    await frame.getByRole('combobox', { name: field }).fill(choice)
    await frame.getByRole('option', { name: choice }).click()
  }
  const create = async (title: string, how: { categoryId: number; byRobot?: boolean }) => {
    const item = { entityTypeId: CLAIM, title, userId: people.manager, ...how }
    const [itemId = 0] = await simulator.createItems(portal.memberId, item)
    await expect(admin.row(CLAIM, itemId)).toBeVisible()
  }
  await openPanel(admin)
  await choose('Responsible', 'Mark Olsen')
  await choose('Pipeline', 'Wholesale')
  await frame.getByLabel('Created by a person or a robot').selectOption('By robots')
  await save(admin)
  await create('Retail, by a robot', { categoryId: 3, byRobot: true })
  await create('Wholesale, by hand', { categoryId: 4 })
  await create('Wholesale, by a robot', { categoryId: 4, byRobot: true })
  await expect(frame.getByTestId('toast')).toContainText('Wholesale, by a robot')
  await expect(frame.getByTestId('toast')).toHaveCount(1)
})

test('what is typed into a field stays while its choices come', async ({ admin, page }) => {
  const told = Promise.withResolvers<void>()
  await page.route('**/api/people*', async (route) => {
    await told.promise
    await route.continue()
  })
  await admin.openFeed(CLAIM)
  await openPanel(admin)
  const responsible = admin.frame.getByRole('combobox', { name: 'Responsible' })
  await expect(responsible).toHaveValue('Me')
  await responsible.fill('Mark')
  told.resolve()
  await expect(admin.frame.getByRole('option', { name: 'Mark Olsen' })).toBeVisible()
  await expect(responsible).toHaveValue('Mark')
})

for (const width of [1280, 375]) {
  test(`“Save” is in sight whatever the number of rules, ${width} px wide`, async ({ admin, page }) => {
    await page.setViewportSize({ width, height: 700 })
    await admin.openFeed(CLAIM)
    await openPanel(admin)
    const saveButton = admin.frame.getByTestId('save-notify')
    await expect(saveButton).toBeInViewport({ ratio: 1 })
    for (let count = 0; count < 3; count += 1) await admin.frame.getByTestId('add-rule').click()
    await admin.frame.getByTestId('notify-toast').scrollIntoViewIfNeeded()
    await expect(saveButton).toBeInViewport({ ratio: 1 })
    await admin.frame.getByTestId('add-rule').scrollIntoViewIfNeeded()
    await admin.frame.getByTestId('add-rule').click()
    await expect(admin.frame.getByTestId('notify-rule')).toHaveCount(5)
    await expect(saveButton).toBeInViewport({ ratio: 1 })
  })
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

  await announce(admin, 'cartons, pallet')
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
  await announce(admin, '')
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
  await openPanel(admin)
  await removeRule(admin)
  await admin.frame.getByTestId('add-rule').click()
  await admin.frame.getByTestId('notify-quiet').click()
  await admin.frame.getByTestId('quiet-from').fill(await clock(-1))
  await admin.frame.getByTestId('quiet-to').fill(await clock(1))
  await save(admin)
  const create = () => simulator.createItems(portal.memberId, { entityTypeId: 147, userId: people.employee })
  const [quiet = 0] = await create()
  await expect(admin.row(147, quiet)).toBeVisible()
  // Awake again, the next one is told, and alone.
  await openPanel(admin)
  await admin.frame.getByTestId('notify-quiet').click()
  await save(admin)
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
      await announce(admin, 'cartons')
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
