import { sharedSystem } from '../support/shared-system.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { expect, PortalPage, test } from './portal-page.ts'

test.use({ expectedConsole: /net::ERR_/ })

test('S1: 50 items that are created while the stream is cut are there after it resumes, each once', async ({
  page,
  simulator,
}) => {
  const proxy = await startTcpProxy(new URL(sharedSystem().appUrl))
  const portal = await simulator.createPortal({ appUrl: new URL(proxy.url).origin })
  const admin = new PortalPage(page, portal)
  await admin.openFeed(1220)

  await proxy.set('refuse')
  await expect(admin.frame.getByTestId('connection-badge')).not.toHaveAttribute('data-state', 'live')
  const ids = await simulator.createItems(portal.memberId, { entityTypeId: 1220, count: 50 })
  await proxy.set('open')
  await admin.untilLive()
  const fold = admin.frame.getByTestId('feed-fold')
  await expect(fold).toHaveAttribute('data-count', '50')
  await fold.getByRole('button').click()
  await expect(admin.rows).toHaveCount(50)
  const shown = await admin.rows.evaluateAll((rows) => rows.map((row) => Number(row.dataset.itemId)))
  expect(shown.toSorted((a, b) => a - b)).toEqual(ids)

  await page.close()
  await simulator.deletePortal(portal.memberId)
  await proxy.close()
})
