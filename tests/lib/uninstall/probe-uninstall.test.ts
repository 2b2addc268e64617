import { expect, onTestFinished, test } from 'vitest'
import { secondsFrom, systemClock } from '#lib/platform/clock.ts'
import { requireInstallation } from '#lib/portals/require-installation.ts'
import { listDueProbes } from '#lib/uninstall/list-due-probes.ts'
import { nextProbeAt } from '#lib/uninstall/next-probe-at.ts'
import { probeUninstall } from '#lib/uninstall/probe-uninstall.ts'
import { scheduleUninstallProbes } from '#lib/uninstall/schedule-uninstall-probes.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
/** What an uninstall that keeps the settings leaves. */
const settings = { portal: 1, installation: 1, feed_head: 1, watch: 1 }
const begun = { portal: 1, installation: 1, feed_head: 1, feed_proof: 1 }
const later = (seconds: number) => () => secondsFrom(new Date(), seconds)

/** All that a portal has, by table. */
async function rowsOf(portalId: string): Promise<Record<string, number>> {
  await core().sql(`select set_config('app.portals', $1, false)`, [portalId])
  const tables = await core().sql<{ name: string }>(`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'portal_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  const rows: Record<string, number> = {}
  for (const [name, column] of [['portal', 'id'], ...tables.map((table) => [table.name, 'portal_id'])]) {
    const counted = `select count(*)::int as count from "${name}" where ${column} = $1`
    const [row] = await core().sql<{ count: number }>(counted, [portalId])
    if (name && row?.count) rows[name] = row.count
  }
  return rows
}

/** Receipts that nobody has to look at, and items. */
async function fill(portalId: string, { receipts, items = 10 }: { receipts: number; items?: number }) {
  await core().sql(`select set_config('app.portals', $1, false)`, [portalId])
  await core().sql(
    `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, outcome, received_at, settled_at)
     select $1, gen_random_uuid(), 'ITEM_ADD', 1234, n, 'PERSON', 'NOT_WATCHED', now(), now() from generate_series(1, $2::int) n`,
    [portalId, receipts],
  )
  await core().sql(
    `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at)
     select $1, 1220, n, n, n, 'EVENT', 'PERSON', 'Claim', now(), now() from generate_series(1, $2::int) n`,
    [portalId, items],
  )
}

/** A portal whose app is uninstalled, which was announced and not looked at yet. */
async function announced({ clean, receipts = 20 }: { clean: boolean; receipts?: number }) {
  const portal = await installCore(core(), 1220)
  await fill(portal.portalId, { receipts })
  await core().simulator.uninstall(portal.memberId, { clean })
  await scheduleUninstallProbes(portal.portalId, { clean }, systemClock)
  return portal
}

/** As if all looks but the last had found the app installed. */
const useUpProbes = (portalId: string) =>
  core().sql(`update installation set uninstall_probes = 4 where portal_id = $1`, [portalId])

/** Looks at a portal as often as it is due, as workers do. */
async function lookWhileDue(portalId: string, clock = systemClock): Promise<void> {
  while ((await listDueProbes(clock())).includes(portalId)) await probeUninstall(portalId, clock)
}

/** What PostgreSQL does before a row of this table is deleted or updated, until the returned function is called. */
async function whenever(table: string, verb: 'delete' | 'update', body: string): Promise<() => Promise<void>> {
  await core().sql(`create function hinder() returns trigger language plpgsql as $$ ${body} $$`)
  await core().sql(`create trigger hinder before ${verb} on ${table} for each row execute function hinder()`)
  const stop = async () => void (await core().sql('drop function if exists hinder cascade'))
  onTestFinished(stop)
  return stop
}

/** As if each row took 4 ms: a transaction that needs more than the ten seconds of a statement is taken back. */
const slowly = `
  declare spent_ms int := coalesce(nullif(current_setting('test.spent_ms', true), ''), '0')::int + 4;
  begin
    if spent_ms > 10000 then raise exception 'canceling statement due to statement timeout'; end if;
    perform set_config('test.spent_ms', spent_ms::text, true);
    return old;
  end`
const dying = `begin raise exception 'the process dies'; end`

test.each([
  ['with "delete data" leaves no row in any table', true, {}],
  ['without it leaves the settings alone', false, settings],
])('an uninstall %s, however many there are', async (_, clean, left) => {
  const { portalId } = await announced({ clean, receipts: 4_000 })
  await whenever('event_delivery', 'delete', slowly)
  await lookWhileDue(portalId)
  expect(await rowsOf(portalId)).toEqual(left)
})

test.each([
  ['with', true, {}],
  ['without', false, settings],
])(
  'an uninstall %s "delete data" that was proved by the last look is finished by the next, when the first one dies',
  async (_, clean, left) => {
    const { portalId, memberId } = await announced({ clean })
    await useUpProbes(portalId)
    await core().sql(
      `update installation
       set application_token_digest = 'digest', refresh_lease_owner = 'other', refresh_lease_until = now() + interval '1 minute'
       where portal_id = $1`,
      [portalId],
    )
    const live = await whenever('feed_item', 'delete', dying)
    await expect(probeUninstall(portalId, systemClock)).rejects.toThrow('the process dies')
    const [stored] = await core().sql(
      `select status::text, access_token_sealed as access, refresh_token_sealed as refresh,
              application_token_digest as application, refresh_lease_owner as lease
       from installation where portal_id = $1`,
      [portalId],
    )
    expect(stored).toEqual({ status: 'UNINSTALLED', access: null, refresh: null, application: null, lease: null })
    await expect(requireInstallation(memberId)).rejects.toMatchObject({ code: 'not_installed' })
    await live()
    await lookWhileDue(portalId)
    expect(await rowsOf(portalId)).toEqual(left)
  },
)

test('a look that dies before it has marked what was proved is made again, also the last one', async () => {
  const { portalId } = await announced({ clean: true })
  await useUpProbes(portalId)
  const live = await whenever(
    'installation',
    'update',
    `begin if new.status = 'UNINSTALLED' then raise exception 'the process dies'; end if; return new; end`,
  )
  await expect(probeUninstall(portalId, systemClock)).rejects.toThrow('the process dies')
  await live()
  await lookWhileDue(portalId, later(3_700))
  expect(await rowsOf(portalId)).toEqual({})
})

test('H3: after the last look that finds the app installed there is no other', async () => {
  const { portalId } = await installCore(core(), 1220)
  await scheduleUninstallProbes(portalId, { clean: true }, systemClock)
  await useUpProbes(portalId)
  await probeUninstall(portalId, systemClock)
  expect(await nextProbeAt(portalId)).toBeNull()
  expect(await rowsOf(portalId)).toMatchObject({ installation: 1, watch: 1 })
})

test('a portal that installs the app anew while its rows are being deleted begins without them, and loses none of the new', async () => {
  const { portalId, memberId, heal } = await announced({ clean: true })
  const live = await whenever('feed_item', 'delete', dying)
  await expect(probeUninstall(portalId, systemClock)).rejects.toThrow('the process dies')
  await live()
  await core().simulator.reinstall(memberId)
  const { portalId: anew } = await heal()
  await fill(anew, { receipts: 3, items: 2 })
  await lookWhileDue(portalId)
  await lookWhileDue(anew)
  expect(await rowsOf(anew)).toEqual({ ...begun, event_delivery: 3, feed_count: expect.any(Number), feed_item: 2 })
  expect(await rowsOf(portalId)).toEqual({})
})

test('a new installation ends the deletion of one that kept its settings', async () => {
  const { portalId, memberId, heal } = await announced({ clean: false })
  const live = await whenever('feed_item', 'delete', dying)
  await expect(probeUninstall(portalId, systemClock)).rejects.toThrow('the process dies')
  await live()
  await core().simulator.reinstall(memberId)
  expect((await heal()).portalId).toBe(portalId)
  await core().sql(`delete from feed_item where portal_id = $1`, [portalId])
  await fill(portalId, { receipts: 3, items: 2 })
  await lookWhileDue(portalId)
  expect(await rowsOf(portalId)).toMatchObject({ ...settings, event_delivery: 3, feed_item: 2 })
  const [stored] = await core().sql(`select status::text from installation where portal_id = $1`, [portalId])
  expect(stored).toEqual({ status: 'ACTIVE' })
})

test.each([
  ['the next rows', 'feed_item', false],
  ['the last of them', 'viewer_state', true],
])('an installation that comes between two transactions of the deletion keeps %s', async (_, table, clean) => {
  const { portalId } = await announced({ clean })
  await core().sql('insert into viewer_state (portal_id, user_id) values ($1, 1)', [portalId])
  await whenever(
    table,
    'delete',
    `begin
       update installation set status = 'ACTIVE', uninstall_clean = null, uninstall_probe_at = null
       where portal_id = old.portal_id;
       return old;
     end`,
  )
  await lookWhileDue(portalId)
  expect(await rowsOf(portalId)).toMatchObject(clean ? settings : { ...settings, viewer_state: 1 })
})

test('an installation that had found its portal before the last row went is stored nonetheless', async () => {
  const { portalId, memberId, heal } = await announced({ clean: true })
  await core().simulator.reinstall(memberId)
  onTestFinished(async () => void (await core().sql('rollback')))
  await core().sql('begin')
  await core().sql('select from installation where portal_id = $1 for update', [portalId])
  const healed = heal()
  // Each waits for the other then, and looks for that after a second of waiting: who heals has waited for longer, so that one gives way.
  // In one statement, as a slow test would let that second pass before there is anything to see.
  await core().sql(`do $$ begin
    while not exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))) loop
      perform pg_sleep(0.01);
    end loop;
    perform pg_sleep(0.3);
    delete from portal where id = '${portalId}';
  end $$`)
  await core().sql('commit')
  const { portalId: anew } = await healed
  expect(anew).not.toBe(portalId)
  expect(await rowsOf(anew)).toEqual(begun)
})

test('an uninstall that is announced again while the rows are being deleted changes nothing about it', async () => {
  const { portalId } = await announced({ clean: false })
  const live = await whenever('feed_item', 'delete', dying)
  await expect(probeUninstall(portalId, systemClock)).rejects.toThrow('the process dies')
  await live()
  await scheduleUninstallProbes(portalId, { clean: true }, systemClock)
  await lookWhileDue(portalId)
  expect(await rowsOf(portalId)).toEqual(settings)
})
