import { seededRandom } from './faults.ts'
import { createItem } from './items.ts'
import type { Portal } from './portal.ts'
import type { SmartType, User } from './portal-state.ts'
import { portalTime } from './portal-time.ts'
import { sampleTitle } from './sample-titles.ts'
import { SAMPLE_TYPES } from './sample-types.ts'
import type { World } from './world.ts'

const HOUR_MS = 3600_000

/** An admin, a manager who sees all of the CRM, an employee who sees her own, one without CRM rights. */
export function sampleUsers(): User[] {
  const user = (id: number, firstName: string, lastName: string, position: string, crm: User['crm']): User => ({
    ...{ id, firstName, lastName, position, crm },
    active: true,
    admin: id === 1,
    crmAdmin: false,
    hasPhoto: id === 7,
    language: 'en',
    options: {},
  })
  return [
    user(1, 'Ann', 'Lee', 'Office director', 'all'),
    user(7, 'Mark', 'Olsen', 'Head of customer care', 'all'),
    user(9, 'Eva', 'Brandt', 'Customer care specialist', 'own'),
    user(11, 'Tom', 'Reyes', 'Warehouse operator', 'none'),
  ]
}

/** Fills a portal with types and items of the past weeks; the same ones each time but for their dates. */
export function sampleTypes(world: World, portal: Portal): void {
  const random = seededRandom(20_26)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  for (const sample of SAMPLE_TYPES) {
    const since = portalTime(world.now() - 90 * 24 * HOUR_MS)
    const type: SmartType = {
      ...structuredClone(sample.type),
      createdTime: since,
      updatedTime: since,
      nextItemId: sample.firstId,
    }
    portal.state.types.push(type)
    portal.state.items[String(type.entityTypeId)] = []
    for (let n = 0; n < sample.count; n += 1) {
      const age = (sample.count - n) * 9 * HOUR_MS - random() * 8 * HOUR_MS
      const category = pick(type.categories)
      const createdBy = pick([1, 7, 7, 9]) ?? 1
      const input = {
        title: sampleTitle(sample.kind, n),
        createdBy,
        assignedById: pick([7, 9, createdBy]),
        categoryId: category?.id,
        stageId: pick(category?.stages ?? [])?.id,
        opportunity: type.switches.isLinkWithProductsEnabled ? Math.round(random() * 480 + 20) * 10 : 0,
        createdAtMs: world.now() - age,
      }
      createItem(world, portal, type, input, createdBy, false)
    }
  }
}
