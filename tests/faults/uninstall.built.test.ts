import { expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const ofPortal = 'portal_id in (select id from portal where member_id = $1)'
const uninstall = { event: 'ONAPPUNINSTALL', entityTypeId: '' }

/** A purged portal has no member_id by which it could be found. */
async function idOf({ memberId }: PortalDriver): Promise<string> {
  const [row] = await system().sql<{ id: string }>('select id::text from portal where member_id = $1', [memberId])
  if (!row) throw new Error('The portal has no row.')
  return row.id
}

/** Rows of one portal in every table that has any. */
async function rowsLeft(portalId: string): Promise<Record<string, number>> {
  const { sql } = system()
  const tables = await sql<{ name: string }>(`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'portal_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  const left: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await sql<{ count: string }>(`select count(*) from "${name}" where portal_id = $1`, [portalId])
    if (row?.count !== '0') left[name] = Number(row?.count)
  }
  const [portal] = await sql<{ count: string }>('select count(*) from portal where id = $1', [portalId])
  return portal?.count === '0' ? left : { ...left, portal: 1 }
}

async function probes({ memberId }: PortalDriver): Promise<number> {
  const text = `select uninstall_probes from installation where ${ofPortal}`
  const [row] = await system().sql<{ uninstall_probes: number }>(text, [memberId])
  return row?.uninstall_probes ?? -1
}

/**
 * Announces an uninstall twice, more than an hour apart: when the look at the second one begins, what the first look proved has been
 * done.
 */
async function announceAndWait(portal: PortalDriver, fields: { ts?: string } = {}): Promise<void> {
  for (const _ of ['first', 'second']) {
    await system().sql(
      `update installation set uninstall_suspected_at = now() - interval '61 minutes', uninstall_probes = 0 where ${ofPortal}`,
      [portal.memberId],
    )
    expect(await portal.send({ ...uninstall, ...fields })).toBe(200)
    await expect.poll(() => probes(portal)).toBe(1)
  }
}

test('H3: a forged uninstall with the right token deletes nothing while the app is installed', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await admin.feed()).items.length).toBe(1)
  await announceAndWait(portal)
  expect(await rowsLeft(await idOf(portal))).toMatchObject({ installation: 1, watch: 1, feed_item: 1 })
  expect((await admin.feed()).items).toHaveLength(1)
})

test('H3: a forged uninstall deletes nothing while our own token chain is broken', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await admin.feed()).items.length).toBe(1)
  await system().simulator.revokeTokens(portal.memberId)
  await announceAndWait(portal)
  // An uninstall that keeps the settings would keep installation and watch, but no item.
  expect(await rowsLeft(await idOf(portal))).toMatchObject({ installation: 1, watch: 1, feed_item: 1 })
})

test('H4: an uninstall from before the installation deletes nothing', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await admin.feed()).items.length).toBe(1)
  await announceAndWait(portal, { ts: '1723534033' })
  expect(await rowsLeft(await idOf(portal))).toMatchObject({ installation: 1, watch: 1, feed_item: 1 })
  expect((await admin.feed()).items).toHaveLength(1)
})

test('uninstalling with "delete data" leaves no row of the portal in any table, and ends its streams and sessions', async () => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  const admin = await portal.ready(1220)
  await other.ready(1220)
  await portal.create({ entityTypeId: 1220, count: 5 })
  await expect.poll(async () => (await admin.feed()).items.length).toBe(5)
  const stream = await admin.stream()
  const portalId = await idOf(portal)
  await system().simulator.uninstall(portal.memberId, { clean: true })
  await expect.poll(() => rowsLeft(portalId)).toEqual({})
  expect(await stream.ended).toBe('ended')
  await expect(admin.feed()).rejects.toThrow('401')
  expect(await rowsLeft(await idOf(other))).toMatchObject({ installation: 1, watch: 1 })
})

test('uninstalling without "delete data" drops tokens and all about people and items, ends streams and sessions, and keeps the watches', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220, userId: people.manager })
  await expect.poll(async () => (await admin.feed()).items.length).toBe(1)
  const portalId = await idOf(portal)
  const stream = await admin.stream()
  await system().simulator.uninstall(portal.memberId, { clean: false })
  await expect.poll(() => rowsLeft(portalId)).toEqual({ portal: 1, installation: 1, feed_head: 1, watch: 1 })
  expect(await stream.ended).toBe('ended')
  await expect(admin.feed()).rejects.toThrow('401')
  const tokens =
    'access_token_sealed as access, refresh_token_sealed as refresh, application_token_digest as application'
  const [kept] = await system().sql(`select status::text, ${tokens} from installation where ${ofPortal}`, [
    portal.memberId,
  ])
  expect(kept).toEqual({ status: 'UNINSTALLED', access: null, refresh: null, application: null })
})

test('T5: that the app is gone is learnt without any event, from the refresh of a dead chain: streams and sessions end', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const { memberId } = portal
  const portalId = await idOf(portal)
  const stream = await admin.stream()
  await system().simulator.setFaults(memberId, { drop: 1 })
  await system().simulator.expireTokens(memberId)
  await system().simulator.uninstall(memberId, { clean: false })
  // A sweep, or any event, has the chain renewed.
  expect(await portal.send({ itemId: 1 })).toBe(200)
  await expect.poll(() => rowsLeft(portalId)).toEqual({ portal: 1, installation: 1, feed_head: 1, watch: 1 })
  expect(await stream.ended).toBe('ended')
  await expect(admin.feed()).rejects.toThrow('401')
})
