import { expect, test } from 'vitest'
import { listPeople } from '#lib/actions/list-people.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

async function portalOf() {
  const portal = await lifeOf(core())
  const viewer = { ...(await portal.accessOf(people.employee)), userId: people.employee, isAdmin: false }
  const log = () => core().simulator.restLog(portal.memberId)
  return { portal, viewer, log, list: (asked: Parameters<typeof listPeople>[1]) => listPeople(viewer, asked) }
}

test('people are found by their names, though they are in no row, and asked for as the viewer', async () => {
  const { list, log } = await portalOf()
  expect(await list({ q: 'olsen' })).toEqual([{ id: people.manager, name: 'Mark Olsen' }])
  expect((await list({ q: '' })).map(({ id }) => id)).toContain(people.outsider)
  expect(await list({ ids: [people.manager, 999] })).toEqual([{ id: people.manager, name: 'Mark Olsen' }])
  const asked = (await log()).filter(({ method }) => method === 'user.get')
  expect(asked.map(({ userId }) => userId)).toEqual([people.employee, people.employee, people.employee])
})

test('whoever was dismissed is not offered, but has a name where a filter has the number', async () => {
  const { portal, list } = await portalOf()
  await core().simulator.setRights(portal.memberId, { userId: people.manager, active: false })
  expect(await list({ q: 'olsen' })).toEqual([])
  expect(await list({ ids: [people.manager] })).toHaveLength(1)
})

test('where the portal shows nobody there is nobody; where it does not answer that is said', async () => {
  const { portal, list } = await portalOf()
  const fail = (fault: object) => core().simulator.setFaults(portal.memberId, { rest: [fault as never] })
  await fail({ kind: 'refuse', times: 1, refusal: { status: 403, error: 'insufficient_scope' } })
  expect(await list({ q: '' })).toEqual([])
  await fail({ kind: 'reset', times: 9 })
  await expect(list({ q: '' })).rejects.toMatchObject({ code: 'unavailable' })
})
