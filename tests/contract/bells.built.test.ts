import { expect, test } from 'vitest'
import { type NotifyRule, type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import type { RestFault } from '../../simulator/faults.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 200 }
const simulator = () => system().simulator

const anything: NotifyRule = {
  id: 'all',
  entityTypeId: null,
  stageId: null,
  createdById: null,
  minAmount: null,
  words: '',
}
const open = (entityTypeId: number) => ({ entityTypeId, visibility: 'portal' as const })

const ofPortal = 'portal_id = (select id from portal where member_id = $1)'

/** Saves a viewer's settings, as the preferences route does. */
async function save({ memberId }: PortalDriver, userId: number, settings: Partial<NotifySettings>): Promise<void> {
  const notify = { ...silentSettings, bell: true, rules: [anything], ...settings }
  await system().sql(
    `insert into viewer_state (portal_id, user_id, preferences)
     select id, $2, $3::jsonb from portal where member_id = $1
     on conflict (portal_id, user_id) do update set preferences = viewer_state.preferences || excluded.preferences`,
    [memberId, userId, JSON.stringify({ notify })],
  )
}

/** Has the workers look at once for what is due, instead of within ten seconds. */
async function look({ memberId }: PortalDriver): Promise<void> {
  await system().sql(`select pg_notify('smart_process_feed', 'jobs:' || id)::text from portal where member_id = $1`, [
    memberId,
  ])
}

/** Until the rules have been looked at up to the newest item. */
async function untilCaughtUp(portal: PortalDriver): Promise<void> {
  await expect
    .poll(async () => {
      await look(portal)
      const [row] = await system().sql<{ caught_up: boolean }>(
        `select c.position = h.head_revision as caught_up
         from feed_head h join bell_cursor c on c.portal_id = h.portal_id join portal p on p.id = h.portal_id
         where p.member_id = $1`,
        [portal.memberId],
      )
      return row?.caught_up
    }, soon)
    .toBe(true)
}

async function rung({ memberId }: PortalDriver): Promise<[number, string][]> {
  return (await simulator().notifications(memberId)).map(({ userId, message }) => [userId, message])
}

async function record(portal: PortalDriver, input: Parameters<PortalDriver['create']>[0]): Promise<number[]> {
  const ids = await portal.create(input)
  const admin = await portal.viewer()
  await expect.poll(async () => (await admin.itemIds()).filter((id) => ids.includes(id)).length, soon).toBe(ids.length)
  return ids
}

test('the bell rings once for what a rule matches, with a link to the card, and for nobody else', async () => {
  const portal = await createPortal(system())
  await portal.ready(open(1220))
  await save(portal, people.employee, { rules: [{ ...anything, words: 'cartons, pallet' }] })
  await save(portal, people.manager, {})
  await save(portal, people.outsider, { bell: false })
  await untilCaughtUp(portal)
  await record(portal, { entityTypeId: 1220, title: 'Something else', userId: people.manager })
  const [itemId = 0] = await record(portal, {
    entityTypeId: 1220,
    title: 'Wet CARTONS [URL=https://evil.example]look[/URL]',
    userId: people.manager,
  })
  await untilCaughtUp(portal)
  await expect.poll(() => rung(portal), soon).toHaveLength(1)
  // The manager made both; the outsider wants no bell.
  expect(await rung(portal)).toEqual([
    [
      people.employee,
      `[URL=${portal.origin}/crm/type/1220/details/${itemId}/]Claims: Wet CARTONS (URL=https://evil.example)look(/URL)[/URL]`,
    ],
  ])
  await simulator().updateItem(portal.memberId, 1220, itemId, { title: 'Wet cartons again' })
  const admin = await portal.viewer()
  await expect.poll(async () => (await admin.item(1220, itemId))?.title, soon).toBe('Wet cartons again')
  await untilCaughtUp(portal)
  expect(await rung(portal)).toHaveLength(1)
})

test('promise 3: of a type under CRM rights the bell never speaks, whatever the rules', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220, open(147))
  await save(portal, people.employee, {})
  await untilCaughtUp(portal)
  await record(portal, { entityTypeId: 1220, title: 'A secret merger', userId: people.admin })
  await record(portal, { entityTypeId: 147, title: 'Open visit', userId: people.admin })
  await untilCaughtUp(portal)
  await expect.poll(() => rung(portal), soon).toHaveLength(1)
  expect((await rung(portal))[0]?.[1]).toContain('Visits: Open visit')
  const types = await system().sql<{ type: number }>(
    'select entity_type_id::int as type from bell where portal_id = (select id from portal where member_id = $1)',
    [portal.memberId],
  )
  expect(types).toEqual([{ type: 147 }])
})

test('a type that is closed again before the bell has rung is not spoken of', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(open(147))
  const quiet = { from: '00:00', to: '23:59', zone: 'UTC' }
  await save(portal, people.employee, { quiet })
  await untilCaughtUp(portal)
  await record(portal, { entityTypeId: 147, title: 'Visit', userId: people.admin })
  await untilCaughtUp(portal)
  const waiting = async () => {
    const [row] = await system().sql<{ count: string }>(
      'select count(*) from bell where portal_id = (select id from portal where member_id = $1) and rung_at is null',
      [portal.memberId],
    )
    return Number(row?.count)
  }
  expect([await waiting(), await rung(portal)]).toEqual([1, []])
  await admin.watch(147)
  await system().sql(`update bell set due_at = now() where rung_at is null and ${ofPortal}`, [portal.memberId])
  await expect
    .poll(async () => {
      await look(portal)
      return waiting()
    }, soon)
    .toBe(0)
  expect(await rung(portal)).toEqual([])
})

test('an hourly summary waits for its hour, and is one notification in the language of the viewer', async () => {
  const portal = await createPortal(system())
  await portal.ready(open(147), open(31))
  await save(portal, people.employee, { digest: true, language: 'ru' })
  await save(portal, people.manager, { digest: true })
  await untilCaughtUp(portal)
  await record(portal, { entityTypeId: 147, count: 5, userId: people.admin })
  await record(portal, { entityTypeId: 31, count: 2, userId: people.admin })
  await untilCaughtUp(portal)
  const [row] = await system().sql<{ count: string; on_the_hour: boolean }>(
    `select count(*), bool_and(due_at = date_trunc('hour', due_at) and due_at > now() and rung_at is null) as on_the_hour
     from bell where ${ofPortal}`,
    [portal.memberId],
  )
  expect([row?.count, row?.on_the_hour, await rung(portal)]).toEqual(['14', true, []])
  await system().sql(`update bell set due_at = now() where ${ofPortal}`, [portal.memberId])
  await look(portal)
  await expect.poll(async () => (await rung(portal)).length, soon).toBe(2)
  const list = (entityTypeId: number) => `[URL=${portal.origin}/crm/type/${entityTypeId}/list/category/0/]`
  expect((await rung(portal)).toSorted(([one], [other]) => one - other)).toEqual([
    [people.manager, `7 new items in the feed. ${list(147)}Visits: 5[/URL], ${list(31)}Invoices: 2[/URL]`],
    [people.employee, `7 новых элементов в ленте. ${list(147)}Visits: 5[/URL], ${list(31)}Счета: 2[/URL]`],
  ])
})

const notYet = { status: 403, error: 'SOMETHING_NEW', description: 'What no page names' }
test.each<[string, RestFault]>([
  ['breaks off', { method: 'batch', kind: 'reset_after', times: 1 }],
  ['refuses with a code that no page names', { method: 'batch', kind: 'refuse', refusal: notYet, times: 100 }],
  [
    'refuses this person with such a code',
    { method: 'im.notify.system.add', kind: 'refuse', refusal: notYet, times: 100 },
  ],
])('where the portal %s the bell waits, and rings once', async (_, fault) => {
  const portal = await createPortal(system())
  await portal.ready(open(147))
  await save(portal, people.employee, { digest: true })
  await untilCaughtUp(portal)
  await record(portal, { entityTypeId: 147, title: 'Visit', userId: people.admin })
  await untilCaughtUp(portal)
  const ringNow = () => system().sql(`update bell set due_at = now() where ${ofPortal}`, [portal.memberId])
  const state = async () => {
    await look(portal)
    const [row] = await system().sql<{ rung: boolean; later: boolean }>(
      `select rung_at is not null as rung, due_at > now() as later from bell where ${ofPortal}`,
      [portal.memberId],
    )
    return row
  }
  await simulator().setFaults(portal.memberId, { rest: [fault] })
  await ringNow()
  await expect.poll(state, soon).toEqual({ rung: false, later: true })
  await simulator().setFaults(portal.memberId, { rest: [] })
  await ringNow()
  await expect.poll(state, soon).toMatchObject({ rung: true })
  // Where it was sent twice, it had the same tag: the second replaced the first.
  expect(await rung(portal)).toHaveLength(1)
})

test('without the scope nothing is planned', async () => {
  const portal = await createPortal(system(), { scope: 'crm,placement,user_brief' })
  const other = await createPortal(system())
  for (const each of [portal, other]) {
    await each.ready(open(147))
    await save(each, people.employee, {})
  }
  await untilCaughtUp(other)
  await record(other, { entityTypeId: 147, userId: people.admin })
  await record(portal, { entityTypeId: 147, userId: people.admin })
  await untilCaughtUp(other)
  await expect.poll(() => rung(other), soon).toHaveLength(1)
  expect(await rung(portal)).toEqual([])
})
