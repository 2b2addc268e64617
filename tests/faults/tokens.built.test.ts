import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createPortal, type PortalDriver } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ mayLogErrors: true })

const refreshesOf = async ({ memberId }: PortalDriver) =>
  (await system().simulator.oauthLog()).filter((entry) => entry.endpoint === 'token' && entry.memberId === memberId)

test('B5: a new pair that cannot be stored at first, and whose lease has gone to another, is stored nonetheless', async () => {
  const { simulator, sql } = system()
  const portal = await createPortal(system())
  await portal.ready(1220)
  await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`)
  await sql(`create trigger refuse before update on installation for each row
    when (new.token_version > old.token_version) execute function refuse()`)
  const allow = () => sql('drop function if exists refuse cascade')
  onTestFinished(async () => void (await allow()))
  await simulator.expireTokens(portal.memberId)
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  const refreshes = () => refreshesOf(portal)
  await expect.poll(refreshes).toHaveLength(1)
  await wait(1_200)
  await sql(`update installation set refresh_lease_owner = 'another' where refresh_lease_owner is not null`)
  await allow()
  // The viewer's own token has expired with the others.
  const admin = await portal.viewer()
  await expect.poll(() => admin.itemIds()).toEqual([itemId])
  expect(await refreshes()).toHaveLength(1)
})

test('a token chain that would die of idleness is renewed once, whichever instance looks, and no other is', async () => {
  const [idle, busy, uninstalled] = await Promise.all([1, 2, 3].map(() => createPortal(system())))
  for (const portal of [idle, busy, uninstalled]) await portal?.ready(1220)
  if (!idle || !busy || !uninstalled) throw new Error('no portals')
  const sinceRenewal = `update installation set rotated_at = now() - make_interval(days => $2), status = $3::installation_status
    where portal_id = (select id from portal where member_id = $1)`
  await system().sql(sinceRenewal, [idle.memberId, 151, 'ACTIVE'])
  await system().sql(sinceRenewal, [busy.memberId, 149, 'ACTIVE'])
  await system().sql(sinceRenewal, [uninstalled.memberId, 170, 'UNINSTALLED'])
  // Each of them looks at its start.
  await Promise.all([system().startInstance(), system().startInstance()])
  await expect.poll(() => refreshesOf(idle)).toMatchObject([{ httpStatus: 200 }])
  await system().startInstance()
  const [jobs] = await system().sql(`select count(*)::int as count from pgboss.job
    where name = 'renew-chain' and state <> 'completed'`)
  expect(jobs).toEqual({ count: 0 })
  for (const [portal, count] of [
    [idle, 1],
    [busy, 0],
    [uninstalled, 0],
  ] as const)
    expect(await refreshesOf(portal)).toHaveLength(count)
})
