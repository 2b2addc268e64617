import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import type { PortalDriver } from '../support/portal-driver.ts'
import type { CheckedPortal } from './run-checker.ts'

/** Installs, makes a type without items, and watches it. */
export async function checkPortal(simulator: SimulatorClient, driver: PortalDriver): Promise<CheckedPortal> {
  const { memberId } = driver
  const { entityTypeId } = await simulator.createType(memberId, { title: 'Orders' })
  await driver.ready(entityTypeId)
  let nextId = 700_000 + Math.floor(Math.random() * 100_000)
  return {
    driver,
    entityTypeId,
    async create(userId, title) {
      nextId += 1
      const named = `${title} <${nextId}>`
      await simulator.createItems(memberId, {
        entityTypeId,
        id: nextId,
        title: named,
        userId,
        byRobot: nextId % 4 === 0,
      })
      return nextId
    },
    update: (itemId, changes) => simulator.updateItem(memberId, entityTypeId, itemId, changes),
    remove: (itemId) => simulator.deleteItem(memberId, entityTypeId, itemId),
    setRights: (userId, crm) => simulator.setRights(memberId, { userId, crm }),
  }
}
