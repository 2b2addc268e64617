import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Prisma } from '#lib/db/generated/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { invalidateKnownNames } from '#lib/directory/known-names.ts'
import { learnNames } from '#lib/directory/learn-names.ts'
import { selectFeedRows } from '#lib/feed/feed-rows.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { type InstalledCore, installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** An item that is announced and confirmed, as the feed tells it. */
async function shown(portal: InstalledCore, input: Parameters<typeof portal.create>[0]) {
  const [itemId = 0] = await portal.create(input)
  return confirmed(portal, { itemId, entityTypeId: input.entityTypeId })
}

async function confirmed(
  { receive, confirm, portalId }: InstalledCore,
  { itemId, entityTypeId }: { itemId: number; entityTypeId: number },
) {
  await receive({ itemId, entityTypeId })
  await confirm()
  const rows = await inPortal(portalId, (tx) =>
    selectFeedRows(tx, portalId, {
      where: Prisma.sql`i.item_id = ${BigInt(itemId)}`,
      orderBy: Prisma.sql`i.position`,
      limit: 1,
    }),
  )
  return rows[0]?.item
}

describe('a row of names that cannot be read costs itself alone:', () => {
  test('of people', async () => {
    const portal = await installCore(core(), 1220)
    await core().simulator.setFaults(portal.memberId, {
      oddRows: [
        { method: 'user.get', id: 1, fields: { NAME: false, LAST_NAME: 'Odd' } },
        { method: 'user.get', id: 7, fields: { NAME: null, LAST_NAME: 7 } },
        { method: 'user.get', id: 9, fields: { NAME: false, LAST_NAME: null } },
        { method: 'user.get', id: 11, fields: null },
      ],
    })
    await core().simulator.setRights(portal.memberId, { userId: 13 })
    const names = []
    for (const userId of [1, 7, 9, 11, 13]) {
      const { id, name } = (await shown(portal, { entityTypeId: 1220, userId }))?.createdBy ?? {}
      names.push({ id, name })
    }
    expect(names).toEqual([
      { id: 1, name: 'Odd' },
      { id: 7, name: '7' },
      { id: 9, name: '' },
      { id: 11, name: '' },
      { id: 13, name: 'Colleague 13' },
    ])
  })

  test('of stages, of which the item keeps the id', async () => {
    const portal = await installCore(core(), 1220)
    await core().simulator.setFaults(portal.memberId, {
      oddRows: [
        { method: 'crm.status.list', id: 'DT1220_3:PREPARATION', fields: { NAME: null, COLOR: null, SORT: null } },
        { method: 'crm.status.list', id: 'DT1220_3:CLIENT', fields: { NAME: 12, COLOR: false, SEMANTICS: 0 } },
        { method: 'crm.status.list', id: 'DT1220_3:FAIL', fields: null },
      ],
    })
    const stages = []
    for (const code of ['NEW', 'PREPARATION', 'CLIENT', 'FAIL']) {
      stages.push((await shown(portal, { entityTypeId: 1220, stageId: `DT1220_3:${code}` }))?.stage)
    }
    expect(stages).toMatchObject([
      { id: 'DT1220_3:NEW', name: 'Received', color: '#22b9ff' },
      { id: 'DT1220_3:PREPARATION', name: '', color: null },
      { id: 'DT1220_3:CLIENT', name: '12', color: null },
      { id: 'DT1220_3:FAIL', name: '', color: null },
    ])
  })

  test('of stages, also where an item names one that no index can hold', async () => {
    const portal = await installCore(core(), 1220)
    const stageId = Array.from({ length: 160 }, (_, n) => createHash('sha256').update(`${n}`).digest('base64')).join('')
    const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: 7 })
    await core().simulator.setFaults(portal.memberId, {
      oddRows: [{ method: 'crm.item.list', id: itemId, fields: { stageId } }],
    })
    const item = await confirmed(portal, { itemId, entityTypeId: 1220 })
    expect(item).toMatchObject({ itemId, stage: null, createdBy: { name: expect.stringMatching(/./) } })
  })

  test('of pipelines', async () => {
    const portal = await installCore(core(), 1220)
    await core().simulator.setFaults(portal.memberId, {
      oddRows: [{ method: 'crm.category.list', id: 3, fields: { name: null } }],
    })
    expect((await shown(portal, { entityTypeId: 1220, categoryId: 3 }))?.category).toBeNull()
    expect((await shown(portal, { entityTypeId: 1220, categoryId: 4 }))?.category).toEqual({ id: 4, name: 'Wholesale' })
  })

  test('of photos, which come with their names and go with them', async () => {
    const portal = await installCore(core(), 1220)
    const photos = async (photo?: string | null) => {
      await core().sql(`update directory_entry set fetched_at = '2020-01-01' where portal_id = $1`, [portal.portalId])
      invalidateKnownNames(portal.portalId)
      const row = { method: 'user.get', id: people.manager, fields: { PERSONAL_PHOTO: photo ?? null } }
      await core().simulator.setFaults(portal.memberId, { oddRows: photo === undefined ? [] : [row] })
      return (await shown(portal, { entityTypeId: 1220, userId: people.manager }))?.createdBy?.photo
    }
    expect(await photos()).toMatch(/^https?:.*\/upload\/main\/7\.png$/)
    expect(await photos('/upload/other.png')).toBe('/upload/other.png')
    expect(await photos('x'.repeat(3_000))).toBeUndefined()
    expect(await photos(null)).toBeUndefined()
  })

  test('and a name that is known stays while the portal does not tell names', async () => {
    const portal = await installCore(core(), 1220)
    const nameOf = async () => (await shown(portal, { entityTypeId: 1220, userId: people.manager }))?.createdBy?.name
    expect(await nameOf()).toBe('Mark Olsen')
    await core().sql(`update directory_entry set fetched_at = '2020-01-01' where portal_id = $1`, [portal.portalId])
    invalidateKnownNames(portal.portalId)
    await core().simulator.setFaults(portal.memberId, { rest: [{ method: 'user.get', kind: 'error200', times: 1 }] })
    expect(await nameOf()).toBe('Mark Olsen')
  })

  test('and a name that was told before stays', async () => {
    const portal = await installCore(core(), 1220)
    expect((await shown(portal, { entityTypeId: 1220 }))?.createdBy?.name).toBe('Ann Lee')
    await core().sql(`update directory_entry set fetched_at = '2020-01-01' where portal_id = $1`, [portal.portalId])
    invalidateKnownNames(portal.portalId)
    await core().simulator.setFaults(portal.memberId, {
      oddRows: [{ method: 'user.get', id: 1, fields: { NAME: false, LAST_NAME: null } }],
    })
    expect((await shown(portal, { entityTypeId: 1220 }))?.createdBy?.name).toBe('Ann Lee')
  })
})

test('lists may come as objects with numbers for keys', async () => {
  const portal = await installCore(core(), 1220)
  const mappedLists = ['user.get', 'crm.status.list', 'crm.category.list', 'crm.type.list']
  await core().simulator.setFaults(portal.memberId, { mappedLists })
  await portal.watch(1220, 1036)
  expect(await shown(portal, { entityTypeId: 1220 })).toMatchObject({
    createdBy: { name: 'Ann Lee' },
    stage: { name: 'Received' },
    category: { name: 'Retail' },
  })
})

describe('lists of names are read to their end', () => {
  test.each([
    ['with', false],
    ['without', true],
  ])('%s counts', async (_, noCounts) => {
    const portal = await installCore(core())
    const { simulator } = core()
    await simulator.setFaults(portal.memberId, { noCounts })
    const { entityTypeId, categoryIds } = await simulator.createType(portal.memberId, {
      ...{ title: 'Orders', categories: true, categoryCount: 101, stageCount: 151 },
    })
    await portal.watch(entityTypeId)
    const [first = 0] = await portal.create({ entityTypeId })
    const { sql } = core()
    await portal.receive({ itemId: first, entityTypeId })
    await portal.confirm()
    const counts = await sql<{ kind: string; count: number }>(
      `select kind::text, count(*)::int from directory_entry where portal_id = $1 and name <> '' group by 1 order by 1`,
      [portal.portalId],
    )
    expect(counts).toEqual([
      { kind: 'CATEGORY', count: 101 },
      { kind: 'STAGE', count: 151 },
      { kind: 'USER', count: 1 },
    ])
    const item = await shown(portal, { entityTypeId, categoryId: categoryIds.at(-1) })
    expect(item).toMatchObject({ category: { name: 'Pipeline 101' }, stage: { name: 'New' } })
  })

  test('but not for longer than the items may wait that are confirmed with them', async () => {
    const life = await lifeOf(core())
    const { simulator } = core()
    const { entityTypeId, categoryIds } = await simulator.createType(life.memberId, {
      title: 'Orders',
      stageCount: 151,
    })
    const [categoryId = 0] = categoryIds
    const item = { entityTypeId, categoryId, stageId: `DT${entityTypeId}_${categoryId}:NONE`, createdById: null }
    const access = await life.accessOf(people.admin)
    const before = (await simulator.restLog(life.memberId)).length
    let seconds = 0
    // Each answer takes six seconds.
    const slow = () => {
      seconds += 6
      return later(seconds)()
    }
    await learnNames({ ...access, tokenVersion: 1 }, [{ ...item, assignedById: null }], slow)
    expect((await simulator.restLog(life.memberId)).length - before).toBe(2)
  })

  test('a page that is not answered leaves open what is beyond it', async () => {
    const portal = await installCore(core())
    const { simulator, sql } = core()
    const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Orders', stageCount: 60 })
    await portal.watch(entityTypeId)
    const stages = () =>
      sql<{ key: string; name: string }>(
        `select name from directory_entry where portal_id = $1 and kind = 'STAGE' and name = any ($2)`,
        [portal.portalId, ['New', 'Done']],
      )
    await simulator.setFaults(portal.memberId, { brokenPages: [{ method: 'crm.status.list', start: 50 }] })
    await shown(portal, { entityTypeId })
    expect(await stages()).toEqual([{ name: 'New' }])
    const [untold] = await sql(`select 1 from directory_entry where portal_id = $1 and name = ''`, [portal.portalId])
    expect(untold).toBeUndefined()
  })
})

describe('a process without pipelines has none in the feed:', () => {
  test('where the CRM does not support them', async () => {
    const portal = await installCore(core(), 1220)
    await core().simulator.setFaults(portal.memberId, { unsupportedCategories: [1220] })
    const item = await shown(portal, { entityTypeId: 1220, categoryId: 4 })
    expect(item).toMatchObject({ category: null, stage: { name: 'Received' } })
  })

  test('where it does not any more', async () => {
    const portal = await installCore(core(), 1220)
    const input = { entityTypeId: 1220, categoryId: 4 }
    expect((await shown(portal, input))?.category).toEqual({ id: 4, name: 'Wholesale' })
    await core().sql(`update directory_entry set fetched_at = '2020-01-01' where portal_id = $1`, [portal.portalId])
    invalidateKnownNames(portal.portalId)
    await core().simulator.setFaults(portal.memberId, { unsupportedCategories: [1220] })
    expect((await shown(portal, input))?.category).toBeNull()
  })

  test('where the type says so, whatever its list of categories names', async () => {
    const portal = await installCore(core(), 1036)
    expect(await shown(portal, { entityTypeId: 1036 })).toMatchObject({ category: null, stage: { name: 'Requested' } })
  })
})

test('names that went with an uninstall are asked for again after a reinstall', async () => {
  const life = await lifeOf(core(), 1220)
  const names = () => core().sql('select key from directory_entry where portal_id = $1', [life.portalId])
  await shown(life, { entityTypeId: 1220 })
  const known = await names()
  expect(known).not.toEqual([])
  await core().sql(`update installation set uninstall_clean = false where portal_id = $1`, [life.portalId])
  const tokenVersion = Number((await life.installation()).token_version)
  await markUninstalled({ portalId: life.portalId, tokenVersion }, false, new Date())
  await life.lookWhileDue()
  expect(await names()).toEqual([])
  await life.heal()
  await shown(life, { entityTypeId: 1220 })
  expect(await names()).toEqual(known)
})
