import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FeedPage } from '#lib/feed/feed-item.ts'
import { sealSession } from '#lib/sessions/session-token.ts'
import { GET as getTypes } from '../../../app/api/entity-types/route.ts'
import { GET as getExport } from '../../../app/api/feed/export/route.ts'
import { GET as getFeed } from '../../../app/api/feed/route.ts'
import { GET as getWatches } from '../../../app/api/watches/route.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

type Life = Awaited<ReturnType<typeof lifeOf>>

/** What an admin is told of a portal. */
async function asAdmin(portal: Life, language = 'en') {
  const { portalId, clientEndpoint, accessToken } = await portal.accessOf(people.admin)
  const { domain } = await portal.view()
  const claims = { portalId, domain, clientEndpoint, userId: people.admin, language, accessToken }
  const { token } = await sealSession(claims, null, new Date())
  const request = (path: string) =>
    new Request(`http://127.0.0.1:3000${path}`, { headers: { authorization: `Bearer ${token}` } })
  const titles = (types: { entityTypeId: number; title: string }[]) =>
    Object.fromEntries(types.map(({ entityTypeId, title }) => [entityTypeId, title]))
  return {
    settings: async () => titles((await (await getTypes(request('/api/entity-types'), undefined)).json()).entityTypes),
    tabs: async () => titles((await (await getWatches(request('/api/watches'), undefined)).json()).watches),
    feed: async (): Promise<FeedPage> => (await getFeed(request('/api/feed'), undefined)).json(),
    file: async () => (await getExport(request('/api/feed/export'), undefined)).text(),
  }
}

async function confirmOne(portal: Life, input: { entityTypeId: number }) {
  const [itemId = 0] = await portal.create(input)
  await portal.receive({ itemId, entityTypeId: input.entityTypeId })
  await portal.confirm()
}

test('types without a title, and types of one title, are told apart in the settings, in the filters and in the file', async () => {
  const { simulator } = core()
  const portal = await lifeOf(core())
  await simulator.createType(portal.memberId, { title: 'Claims', entityTypeId: 1050 })
  const oddRows = [{ method: 'crm.type.list', id: 147, fields: { title: null } }]
  await simulator.setFaults(portal.memberId, { oddRows })
  const admin = await asAdmin(portal)
  expect(await admin.settings()).toEqual({
    1220: 'Claims (#1220)',
    1050: 'Claims (#1050)',
    147: 'Smart process 147',
    1036: 'Equipment orders',
    177: 'Contracts',
    31: 'Invoices',
  })
  await portal.watch(1220, 1050, 147)
  for (const entityTypeId of [1220, 1050, 147]) await confirmOne(portal, { entityTypeId })
  expect(await admin.tabs()).toEqual({ 1220: 'Claims (#1220)', 1050: 'Claims (#1050)', 147: 'Smart process 147' })
  const file = await admin.file()
  for (const title of ['Claims (#1220)', 'Claims (#1050)', 'Smart process 147']) expect(file).toContain(title)
  expect(await (await asAdmin(portal, 'ru')).tabs()).toMatchObject({ 147: 'Смарт-процесс 147' })
})

test('what the CRM does not name stands in neither the rows nor the file', async () => {
  const { simulator } = core()
  const portal = await lifeOf(core(), 1220)
  await simulator.setFaults(portal.memberId, {
    unsupportedCategories: [1220],
    oddRows: [
      { method: 'crm.status.list', id: 'DT1220_3:NEW', fields: { NAME: null } },
      { method: 'user.get', id: 1, fields: { NAME: false, LAST_NAME: '' } },
    ],
  })
  await confirmOne(portal, { entityTypeId: 1220 })
  const admin = await asAdmin(portal)
  const { items } = await admin.feed()
  expect(items).toMatchObject([
    { category: null, stage: { id: 'DT1220_3:NEW', name: '' }, createdBy: { id: 1, name: '' } },
  ])
  const [, line = ''] = (await admin.file()).split('\r\n')
  const cells = line.split(',')
  // Pipeline, stage; who created it and whose it is.
  expect([cells[3], cells[4], cells[6], cells[7]]).toEqual(['', '', 'User 1', 'User 1'])
})

test('numbers that were kept as names before are none any more', async () => {
  const { sql } = core()
  const portal = await lifeOf(core(), 1220)
  await confirmOne(portal, { entityTypeId: 1220 })
  await sql(
    `update directory_entry set name = case kind when 'STAGE' then key else '#' || split_part(key, ':', cardinality(string_to_array(key, ':'))) end
     where portal_id = $1`,
    [portal.portalId],
  )
  const admin = await asAdmin(portal)
  expect((await admin.feed()).items[0]).toMatchObject({ category: { name: '#3' }, stage: { name: 'DT1220_3:NEW' } })
  const migration = readFileSync('prisma/migrations/20261130013000_names_that_are_none/migration.sql', 'utf8')
  await sql(/^update directory_entry[^;]+;/m.exec(migration)?.[0] ?? '')
  expect((await admin.feed()).items[0]).toMatchObject({ category: null, stage: { name: '' }, createdBy: { name: '' } })
})
