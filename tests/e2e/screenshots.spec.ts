import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import { looks, picture } from './looks.ts'
import { expect, PortalPage, people, test } from './portal-page.ts'
import { seriousFindings } from './serious-findings.ts'

const created: { entityTypeId: number; title: string; userId: number; byRobot?: boolean; stageId?: string }[] = [
  { entityTypeId: 177, title: 'Frame agreement with Nordwind Logistics', userId: people.manager },
  { entityTypeId: 1036, title: 'Twelve height-adjustable desks, Riga office', userId: people.employee },
  { entityTypeId: 1220, title: 'Two cartons wet on arrival, order 48120', userId: people.employee },
  { entityTypeId: 31, title: 'Invoice 2026-1187', userId: people.admin, byRobot: true },
  { entityTypeId: 147, title: 'Site visit: cold store, Gdańsk', userId: people.manager },
  { entityTypeId: 1220, title: 'Wrong colour delivered, customer asks for exchange', userId: people.manager },
  { entityTypeId: 1220, title: 'Claim from the web form', userId: people.admin, byRobot: true },
  { entityTypeId: 1036, title: 'Replacement scanner for warehouse 3', userId: people.employee },
]

/** @returns the id of the newest claim. */
async function fill(simulator: SimulatorClient, memberId: string): Promise<number> {
  let claim = 0
  for (const item of created) {
    const [id = 0] = await simulator.createItems(memberId, item)
    if (item.entityTypeId === 1220) claim = id
  }
  return claim
}

for (const { name, ...look } of looks) {
  test.describe(name, () => {
    test.use(look)

    test(`S7: the screens are accessible, ${name}`, async ({ admin, page, simulator, portal }) => {
      // Eight screens, each looked through by axe.
      test.slow()
      const shot = async (screen: string) => {
        await page.screenshot({ path: picture(`${screen}-${name}`), animations: 'disabled' })
        expect(await seriousFindings(page), `${screen} is accessible`).toEqual([])
      }
      await admin.openApp()
      await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
      await new PortalPage(page, portal).openApp(people.employee)
      await expect(admin.frame.getByTestId('state-page')).toBeVisible()
      await shot('nothing-watched')
      await admin.openFeed(1220, 1036, 177, 147, 31)
      const claimId = await fill(simulator, portal.memberId)
      await expect(admin.rows).toHaveCount(created.length)
      await simulator.createItems(portal.memberId, { entityTypeId: 177, count: 12, userId: people.employee })
      await expect(admin.frame.getByTestId('feed-fold')).toHaveAttribute('data-count', '12')
      await simulator.updateItem(portal.memberId, 1220, claimId, {
        stageId: 'DT1220_3:PREPARATION',
        assignedById: people.manager,
        opportunity: 1240,
      })
      await expect(admin.frame.getByTestId('row-changes')).toBeVisible()
      await expect(admin.frame.getByTestId('row-amount')).toBeVisible()
      // What lies in the fold has not been seen.
      await (await admin.tool('mark-all-read')).click()
      await expect(admin.frame.locator('[data-unread=true], [data-testid=tab-unread]')).toHaveCount(0)
      await shot('feed')
      await (await admin.tool('toggle-activity')).click()
      await expect(admin.frame.getByTestId('bar-chart')).toBeVisible()
      await shot('activity')
      await admin.frame.getByRole('button', { name: 'Week' }).click()
      await expect(admin.frame.getByTestId('heat-map')).toBeVisible()
      await shot('week')
      await (await admin.tool('toggle-activity')).click()
      await admin.frame.getByTestId('open-filter').click()
      await expect(admin.frame.getByTestId('saved-views')).toBeVisible()
      await shot('filter')
      await page.keyboard.press('Escape')
      await admin.frame.getByTestId('feed-list').focus()
      await page.keyboard.press('?')
      await expect(admin.frame.getByTestId('keys-dialog')).toBeVisible()
      await shot('keys')
      await page.keyboard.press('Escape')
      await (await admin.tool('open-settings')).click()
      await expect(admin.frame.getByTestId('save-watches')).toBeVisible()
      await shot('settings')
    })
  })
}
