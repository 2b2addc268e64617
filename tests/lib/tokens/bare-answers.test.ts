import { expect, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { listEntityTypes } from '#lib/watches/list-entity-types.ts'
import { leftOutParts } from '../../../simulator/faults.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

test('on a portal whose answers are nothing but results the app installs, watches, confirms and sweeps', async () => {
  const { simulator } = core()
  const portal = await lifeOf(core())
  const { memberId, portalId } = portal
  await portal.fail({ leftOut: [...leftOutParts] })
  await portal.runInstaller(await portal.form(people.admin))
  expect(await simulator.bindings(memberId)).toHaveLength(8)
  for (let n = 0; n < 60; n += 1) await simulator.createType(memberId, { title: `Process ${n}` })
  expect(await listEntityTypes(await portal.accessOf(people.admin))).toHaveLength(65)
  await portal.watch(1220)
  const created = await portal.create({ entityTypeId: 1220, count: 2 })
  for (const itemId of created) await portal.receive({ itemId })
  await portal.confirm()
  expect(await portal.feed()).toEqual(created)
  const swept = await portal.create({ entityTypeId: 1220, count: 70 })
  await sweepPortal(portalId, systemClock)
  await portal.confirm()
  expect(await portal.feed()).toEqual([...created, ...swept])
})
