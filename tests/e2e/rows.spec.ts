import type { Locator } from '@playwright/test'
import { expect, PortalPage, people, test } from './portal-page.ts'

const stageChip = 'span[title]:not([data-testid]):has(> bdi)'

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** Where the text or the picture of each of these is, in px; the element itself may be wider. */
async function boxes(locator: Locator): Promise<Box[]> {
  return locator.evaluateAll((elements) =>
    elements.map((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      const { left, right, top, bottom } = range.getBoundingClientRect()
      return { left, right, top, bottom }
    }),
  )
}

const overlaps = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers)

for (const width of [1280, 800, 375]) {
  test(`the buttons of a row that is pointed at cover none of its words, ${width} px wide`, async ({
    admin,
    page,
    simulator,
    portal,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await admin.openFeed(1220)
    const fields = { opportunity: 123_456.78, currencyId: 'EUR' }
    const title = 'A claim with a title that is far too long for its line and has to end somewhere before its buttons'
    const [id = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title, fields, categoryId: 3 })
    const row = admin.row(1220, id)
    await expect(row.getByTestId('row-amount')).toBeVisible()
    await row.hover()
    const [buttons] = await boxes(row.getByTestId('row-actions'))
    if (buttons === undefined) throw new Error('no buttons')
    for (const part of ['a[data-row-link]', 'p', 'time', '[data-testid=row-amount]', stageChip]) {
      // A text that is cut off ends with its element.
      const shown = await row.locator(part).first().boundingBox()
      const [text] = await boxes(row.locator(part).first())
      if (shown === null || text === undefined) throw new Error(`no ${part}`)
      const end = Math.min(text.right, shown.x + shown.width)
      const start = Math.max(text.left, shown.x)
      expect([part, overlaps({ ...text, left: start, right: end }, buttons)]).toEqual([part, false])
    }
  })
}

test('amounts, stages and times stand in columns, in rows and in a fold', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220, 177, 147)
  const create = (opportunity: number, more = {}) =>
    simulator.createItems(portal.memberId, {
      entityTypeId: 1220,
      title: `For ${opportunity}`,
      fields: { opportunity, currencyId: 'EUR' },
      ...more,
    })
  await create(7)
  await create(1_234_567.5, { categoryId: 3, stageId: 'DT1220_3:PREPARATION' })
  await create(88.2, { stageId: 'DT1220_3:CLIENT', categoryId: 3 })
  await simulator.createItems(portal.memberId, { entityTypeId: 177, title: 'Without an amount' })
  await expect(admin.rows).toHaveCount(4)
  await simulator.createItems(portal.memberId, { entityTypeId: 147, count: 12, title: 'Visit' })
  await expect(admin.frame.getByTestId('feed-fold')).toHaveAttribute('data-count', '12')
  const { frame } = admin
  const amounts = await boxes(frame.getByTestId('row-amount'))
  const stages = await boxes(frame.getByTestId('feed-row').locator(stageChip))
  const times = await boxes(frame.getByTestId('item-time').locator('bdi:visible'))
  expect([amounts.length, stages.length, times.length]).toEqual([3, 4, 5])
  const edges = [amounts.map((box) => box.right), stages.map((box) => box.left), times.map((box) => box.right)]
  expect(edges.map((edge) => spread(edge) < 1)).toEqual([true, true, true])
})

test('a title of characters that nobody sees is called untitled, wherever it is said', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const [id = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: '\u200b\u3164\u2800' })
  await expect(admin.row(1220, id).getByRole('link')).toHaveText('Untitled')
  await expect(admin.row(1220, id).getByTestId('open-actions')).toHaveAccessibleName(/Untitled/)
})

test('a person is a photo where the CRM has one, with the name; a broken one leaves the initials', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  const create = async (userId: number) =>
    admin.row(1220, (await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId }))[0] ?? 0)
  const mark = await create(people.manager)
  const photo = mark.locator('img')
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(mark).toContainText('Mark Olsen')
  await expect(mark.getByTitle(/^Mark Olsen/)).toBeVisible()
  await simulator.setFaults(portal.memberId, {
    oddRows: [{ method: 'user.get', id: people.employee, fields: { PERSONAL_PHOTO: '/' } }],
  })
  const eva = await create(people.employee)
  await expect(eva).toContainText('EB')
  await expect(eva.locator('img')).toHaveCount(0)
})

test('a row that everybody sees says to whom the CRM does not open its card, once that person looks at it', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  await admin.openFeed({ entityTypeId: 1220, visibility: 'portal' })
  const create = async (userId: number) =>
    (await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId }))[0] ?? 0
  const [foreign, own] = [await create(people.manager), await create(people.employee)]
  await expect(admin.rows).toHaveCount(2)
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/api/cards') asked.push(searchParams.get('items') ?? '')
  })
  await admin.row(1220, foreign).hover()
  const employee = new PortalPage(page, portal)
  await employee.openApp(people.employee)
  await employee.untilLive()
  await expect(employee.rows).toHaveCount(2)
  const closed = employee.frame.getByTestId('row-closed')
  await employee.row(1220, foreign).hover()
  await expect(employee.row(1220, foreign).getByTestId('row-closed')).toBeVisible()
  await employee.row(1220, own).getByRole('link').focus()
  await expect.poll(() => asked).toEqual([`1220:${foreign}`, `1220:${own}`])
  await employee.row(1220, own).getByRole('link').blur()

  // Rows that arrive under a pointer at rest are nobody's attention.
  await employee.row(1220, own).hover()
  for (let n = 3; n < 6; n += 1) {
    await create(people.manager)
    await expect(employee.rows).toHaveCount(n)
    await page.waitForTimeout(400)
  }
  await employee.row(1220, foreign).hover()
  await page.waitForTimeout(400)
  expect(asked).toEqual([`1220:${foreign}`, `1220:${own}`])
  await expect(closed).toHaveCount(1)

  await employee.row(1220, foreign).getByRole('link').click()
  await expect(employee.frame.getByTestId('toast')).toContainText('the CRM does not open the item to you')
  await expect(page.getByTestId('item-slider')).toHaveCount(0)
})
