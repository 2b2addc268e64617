import { expect, people, test } from './portal-page.ts'

test('a chart has an axis, a total and the value of each bar, follows the filter, and is a table on request', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220, 177)
  await simulator.createItems(portal.memberId, { entityTypeId: 1220, userId: people.manager, title: 'Cartons' })
  await simulator.createItems(portal.memberId, { entityTypeId: 1220, byRobot: true, title: 'Pallets' })
  await simulator.createItems(portal.memberId, { entityTypeId: 177, userId: people.admin, title: 'Contract' })
  await expect(admin.rows).toHaveCount(3)
  await admin.frame.getByTestId('toggle-activity').click()
  const panel = admin.frame.getByTestId('activity-panel')
  await expect(panel.getByTestId('chart-total')).toHaveText('Total: 3')
  await expect(panel.getByTestId('chart-axis').locator('span')).toHaveText(['0', '2', '4'])
  const names = await panel.getByTestId('chart-names').locator('span').allTextContents()
  expect(names.filter(Boolean)).toHaveLength(6)

  const bar = panel.getByTestId('bar').last().locator('span')
  const sizes = await bar.evaluateAll((parts) =>
    parts.map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]),
  )
  expect(sizes.slice(0, 2), 'people over robots, two parts to one').toEqual([
    [expect.any(Number), 40],
    [expect.any(Number), 20],
  ])
  expect(sizes[0]?.[0]).toBeGreaterThan(5)
  await expect(bar.last(), 'the value on the bar').toHaveText('3')

  const last = panel.getByTestId('bar-chart').getByRole('button').last()
  await last.hover()
  await expect(panel.getByTestId('chart-value')).toContainText('3 items, 1 of them by robots')
  await last.click()
  await admin.frame.locator('body').hover({ position: { x: 2, y: 2 } })
  await expect(panel.getByTestId('chart-value'), 'what was chosen stays').toContainText('3 items')
  await expect(panel.getByTestId('chart-total'), 'the chart still offers the other times').toHaveText('Total: 3')

  await admin.frame.getByTestId('feed-search').fill('cartons')
  await expect(admin.rows).toHaveCount(1)
  await expect(panel.getByTestId('chart-total')).toHaveText('Total: 1')

  await panel.getByRole('button', { name: 'Week' }).click()
  await panel.getByRole('button', { name: /1 item, / }).hover()
  await expect(panel.getByTestId('chart-value')).toContainText('1 item')
  await panel.getByRole('button', { name: '24 hours' }).click()

  await panel.getByRole('button', { name: 'As a table' }).click()
  const cells = (index: number) => panel.getByRole('row').nth(index).locator('th, td')
  await expect(cells(0)).toHaveText(['When', 'People', 'Robots', 'Total'])
  await expect(cells(1)).toHaveText([/./, '1', '0', '1'])
  await expect(cells(2)).toHaveText(['Total', '1', '0', '1'])
  const width = (await panel.boundingBox())?.width ?? 0
  expect((await panel.getByRole('table').boundingBox())?.width).toBeLessThan(width / 2)
})

test('a storm is cut off, under its number, and flattens nothing else', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  const create = (count: number, hoursAgo: number) => {
    const createdTime = new Date(Date.now() - hoursAgo * 3_600_000).toISOString().replace('Z', '+00:00')
    return simulator.createItems(portal.memberId, {
      entityTypeId: 1220,
      title: 'Claim',
      count,
      fields: { createdTime },
    })
  }
  await create(6, 3)
  await create(4, 6)
  await create(90, 0)
  await expect(admin.frame.getByTestId('feed-fold').first()).toBeVisible()
  await admin.frame.getByTestId('toggle-activity').click()
  const panel = admin.frame.getByTestId('activity-panel')
  await expect(panel.getByTestId('chart-total')).toHaveText('Total: 100')
  await expect(panel.getByTestId('cut-bar')).toHaveCount(1)
  await expect(panel.getByTestId('bar').last()).toHaveText('90')
  await expect(panel.getByTestId('chart-axis').locator('span').last()).toHaveText('6')
  const usual = panel.getByTestId('bar').filter({ hasText: /^[64]$/ })
  const heights = await usual.evaluateAll((bars) => bars.map((bar) => bar.firstElementChild?.clientHeight))
  expect(heights).toEqual([53, 80])
})
