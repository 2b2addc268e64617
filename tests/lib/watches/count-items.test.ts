import { expect, test } from 'vitest'
import { sealSession } from '#lib/sessions/session-token.ts'
import { countItems } from '#lib/watches/count-items.ts'
import { listEntityTypes } from '#lib/watches/list-entity-types.ts'
import { GET } from '../../../app/api/entity-types/route.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

async function portalOf() {
  const portal = await lifeOf(core())
  const access = await portal.accessOf(people.admin)
  const calls = async () => (await core().simulator.restLog(portal.memberId)).map(({ commands = [] }) => commands)
  return {
    portal,
    access,
    calls,
    counted: async () => (await calls()).filter((call) => call.some((text) => /item\.list/.test(text))).length,
  }
}

test('every type is counted, also where there are more than a batch takes, and only as far as the CRM tells', async () => {
  const { portal, access } = await portalOf()
  for (let n = 1; n <= 50; n += 1) await core().simulator.createType(portal.memberId, { title: `Type ${n}` })
  const types = await listEntityTypes(access)
  await core().simulator.setFaults(portal.memberId, { deniedTypes: [1036] })
  const counts = await countItems(access, types)
  expect(counts.size).toBe(types.length - 1)
  expect([counts.get(1220), counts.get(31), counts.get(1036)]).toEqual([56, 40, undefined])
})

test('what the CRM does not count is not made up, and is asked again at the next opening', async () => {
  const { portal, access } = await portalOf()
  const types = await listEntityTypes(access)
  await core().simulator.setFaults(portal.memberId, { noCounts: true })
  expect(await countItems(access, types)).toEqual(new Map())
  await core().simulator.clearFaults(portal.memberId)
  expect((await countItems(access, types)).get(1220)).toBe(56)
})

test('a portal’s types are counted once for all who open the settings within minutes, and new ones when they are there', async () => {
  const { portal, access, counted } = await portalOf()
  const counts = await countItems(access, await listEntityTypes(access))
  const before = await counted()
  expect(await countItems(access, await listEntityTypes(access))).toEqual(counts)
  expect(await counted()).toBe(before)
  const { entityTypeId } = await core().simulator.createType(portal.memberId, { title: 'Another' })
  const more = await countItems(access, await listEntityTypes(access))
  expect([more.size, more.get(entityTypeId), await counted()]).toEqual([counts.size + 1, 0, before + 1])
})

test('T3: counting leaves the reserve to others, and whoever waits for the page waits three seconds for it at most', async () => {
  const { portal, access } = await portalOf()
  const types = await listEntityTypes(access)
  await core().sql(`update rest_budget set tokens = 0, counted_at = clock_timestamp() where portal_id = $1`, [
    portal.portalId,
  ])
  const begunAt = Date.now()
  expect(await countItems(access, types)).toEqual(new Map())
  expect(Date.now() - begunAt).toBeLessThan(3_500)
})

test('only who shows the counts has them asked', async () => {
  const { portal, access, counted } = await portalOf()
  const { domain } = await portal.view()
  const claims = { ...access, domain, userId: people.admin, language: 'en' }
  const { token } = await sealSession(claims, null, new Date())
  const get = async (query: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await GET(new Request(`http://127.0.0.1:3000/api/entity-types${query}`, { headers }), undefined)
    const { entityTypes = [] } = await answer.json()
    return [answer.status, entityTypes.find((type: { entityTypeId: number }) => type.entityTypeId === 1220)?.itemCount]
  }
  await get('')
  const before = await counted()
  expect([await get(''), (await counted()) - before]).toEqual([[200, null], 0])
  expect([await get('?counts=true'), (await counted()) - before]).toEqual([[200, 56], 1])
  for (const query of ['?counts=1', '?counts=', '?count=true', '?counts=true&counts=true'])
    expect([query, await get(query)]).toEqual([query, [400, undefined]])
})
