import { expect, test } from 'vitest'
import { countItems } from '#lib/watches/count-items.ts'
import { listEntityTypes } from '#lib/watches/list-entity-types.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

test('every type is counted, also where there are more than a batch takes, and only as far as the CRM tells', async () => {
  const portal = await lifeOf(core())
  for (let n = 1; n <= 50; n += 1) await core().simulator.createType(portal.memberId, { title: `Type ${n}` })
  const access = await portal.accessOf(people.admin)
  const types = await listEntityTypes(access)
  await core().simulator.setFaults(portal.memberId, { deniedTypes: [1036] })
  const counts = await countItems(access, types)
  expect(counts.size).toBe(types.length - 1)
  expect([counts.get(1220), counts.get(31), counts.get(1036)]).toEqual([56, 40, undefined])
  await core().simulator.setFaults(portal.memberId, { noCounts: true })
  expect(await countItems(access, types)).toEqual(new Map())
})
