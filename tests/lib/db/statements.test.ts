import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { comparePortal } from '#lib/catch-up/compare-portal.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { diagnose } from '#lib/insight/diagnose.ts'
import { readActivity } from '#lib/insight/read-activity.ts'
import { readPortalNews } from '#lib/live/read-portal-news.ts'
import { silentSettings } from '#lib/notify/notify-rule.ts'
import { ringBells } from '#lib/notify/ring-bells.ts'
import { secondsFrom, systemClock } from '#lib/platform/clock.ts'
import { prunePortal } from '#lib/retention/prune-portal.ts'
import { countUnread } from '#lib/visibility/count-unread.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { findLongReads, findUnrouted, readStatements } from '../../support/audit-statements.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { longAgo, runCore } from '../../support/start-core.ts'
import { anything } from '../notify/anything.ts'

const core = runCore()
const silent = { announce: false }

async function auditor(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** All that becomes of so many items: they are announced, missed, changed, looked at, rung about, and deleted at last. */
async function live(count: number): Promise<void> {
  const { simulator, sql } = core()
  const portal = await lifeOf(core(), 1220, { entityTypeId: 147, visibility: 'portal' })
  const { portalId, memberId } = portal
  await portal.launch(await portal.form(people.admin))
  expect(await portal.hears((await portal.view()).applicationToken)).toBe('received')
  await sql(`update installation set scope = 'crm,im,user_brief' where portal_id = $1`, [portalId])
  const notify = JSON.stringify({ notify: { ...silentSettings, bell: true, rules: [anything] } })
  await sql(`insert into viewer_state (portal_id, user_id, preferences) values ($1, $2, $3)`, [
    portalId,
    people.manager,
    notify,
  ])
  await ringBells(portalId, systemClock)
  for (const entityTypeId of [1220, 147]) {
    const ids = await portal.create({ entityTypeId, count })
    for (const itemId of ids) await portal.receive({ entityTypeId, itemId })
    await portal.confirm()
    await portal.create({ entityTypeId, count, ...longAgo })
    await sweepPortal(portalId)
    for (const itemId of ids)
      await simulator.updateItem(memberId, entityTypeId, itemId, { title: `Changed ${itemId}`, ...silent })
    await comparePortal(portalId)
    await portal.confirm()
  }
  await ringBells(portalId, systemClock)
  for (const userId of [people.admin, people.employee]) {
    const viewer = { ...(await portal.accessOf(userId)), userId, isAdmin: false }
    await listVisibleItems(viewer, { filter: {}, before: null, limit: 50 }, systemClock)
    await listVisibleItems(viewer, { filter: { q: 'changed' }, before: null, limit: 50 }, systemClock)
    await countUnread(viewer, systemClock)
    const range = { from: secondsFrom(new Date(), -86_400), to: new Date(), bucket: 'hour', timeZone: 'UTC' } as const
    await readActivity(viewer, { ...range, filter: {} }, systemClock)
    await listWatches(portalId, { forAdmin: userId === people.admin })
  }
  await diagnose(
    { ...(await portal.accessOf(people.admin)), userId: people.admin, isAdmin: true },
    { item: null, userId: null },
    systemClock,
  )
  await readPortalNews([portalId])
  await prunePortal(portalId, () => secondsFrom(new Date(), 400 * 86_400))
}

test('every statement says of which portal it asks, finds its rows by an index, and is asked once however many items there are', async () => {
  const client = await auditor()
  const callsOf = async () => new Map((await readStatements(client)).map(({ text, calls }) => [text, calls]))
  // What a process asks once is asked by the first.
  await live(1)
  const first = await callsOf()
  await live(2)
  const few = await callsOf()
  await live(40)
  const many = await callsOf()
  const repeated = [...many].flatMap(([text, calls]) => {
    const [ofFew, ofMany] = [(few.get(text) ?? 0) - (first.get(text) ?? 0), calls - (few.get(text) ?? 0)]
    return ofMany > ofFew + 15 ? [`${ofFew} times for two of each, ${ofMany} for 40: ${text}`] : []
  })
  expect(repeated).toEqual([])
  const statements = await readStatements(client)
  expect(statements.length).toBeGreaterThan(80)
  expect(await findUnrouted(client, statements)).toEqual([])
  expect(await findLongReads(client, statements, 60)).toEqual([])
})

const made = (...texts: string[]) => texts.map((text) => ({ text, calls: 1 }))

test('a statement that asks all portals, or tells a joined table by something else, is found', async () => {
  const client = await auditor()
  const lawful = made(
    'select count(*) from watch where portal_id = $1',
    'select from watch w join feed_item i on i.portal_id = w.portal_id and i.entity_type_id = w.entity_type_id where w.portal_id = $1',
    'select from watch where portal_id = any ($1::uuid[])',
    'select portal_id from schedule.watch where swept_at is null',
    'select pg_notify($1, $2)',
  )
  expect(await findUnrouted(client, lawful)).toEqual([])
  const unrouted = made(
    'select count(*) from watch',
    'select from watch where title = $1',
    'update watch set title = $1 where entity_type_id = $2',
    'select from watch w join feed_item i on i.entity_type_id = w.entity_type_id where w.portal_id = $1',
    'select from watch w join installation n on n.portal_id = w.portal_id',
    'select from installation where portal_id = $1 and exists (select from bell where user_id = $2)',
  )
  expect((await findUnrouted(client, unrouted)).length).toBe(unrouted.length)
})

test('a statement that reads a large table from end to end is found', async () => {
  const client = await auditor()
  await client.query(`select set_config('app.portals', (select string_agg(id::text, ',') from portal), false)`)
  const long = made(`select from watch w full join watch v on v.title = w.title`)
  const short = made('select from watch where portal_id = $1 and entity_type_id = $2')
  await client.query(`
    insert into watch (portal_id, entity_type_id, title, baseline_item_id, checkpoint_item_id)
    select id, 2000 + n, n, 0, 0 from portal, generate_series(1, 3000) n where member_id = (select min(member_id) from portal)`)
  expect((await findLongReads(client, long, 1_000)).length).toBe(1)
  expect(await findLongReads(client, short, 1_000)).toEqual([])
})
