import { describe, expect, onTestFinished, test } from 'vitest'
import { installCore, longAgo, runCore } from '../support/start-core.ts'
import { startProgram } from '../support/start-program.ts'

const core = runCore()
const watched = { entityTypeId: 1220, visibility: 'portal' } as const

async function run(command: string, ...args: string[]) {
  const { B24_CLIENT_ID = '', B24_CLIENT_SECRET = '', SESSION_SECRET = '', ENCRYPTION_KEYS = '' } = process.env
  const { DATABASE_URL = '', B24_OAUTH_SERVERS = '' } = process.env
  const { exitCode, output } = startProgram(process.execPath, [`lib/launch/${command}.ts`, ...args], {
    ...{ APP_URL: 'http://127.0.0.1:3000', APP_MODE: 'test', B24_ALLOW_PRIVATE_PORTALS: '1', LOG_LEVEL: 'warn' },
    ...{ B24_CLIENT_ID, B24_CLIENT_SECRET, SESSION_SECRET, DATABASE_URL, ENCRYPTION_KEYS, B24_OAUTH_SERVERS },
  })
  const code = await exitCode
  const sealed = await core().sql<{ token: string }>(
    'select unnest(array[access_token_sealed, refresh_token_sealed]) as token from installation',
  )
  for (const { token } of sealed) if (token) expect(output()).not.toContain(token)
  return { code, output: output() }
}

const json = async (...args: [command: string, ...rest: string[]]) => {
  const { code, output } = await run(...args, '--json')
  expect(code, output).toBe(0)
  return JSON.parse(output)
}

const rowsOf = (table: string, portalId: string) =>
  core().sql(`select * from ${table} where ${table === 'portal' ? 'id' : 'portal_id'} = $1`, [portalId])

describe('portals:list', () => {
  test('tells how each portal stands', async () => {
    const portal = await installCore(core(), watched)
    await portal.receive({ itemId: 7, receivedAt: new Date('2026-01-02T03:04:05Z') })
    const [told] = await json('list-portals')
    expect(told).toMatchObject({
      ...{ id: portal.portalId, memberId: portal.memberId, status: 'ACTIVE', adminToken: 'valid' },
      ...{
        waiting: 1,
        parked: 0,
        lastEventAt: '2026-01-02T03:04:05.000Z',
        oldestWaitingAt: '2026-01-02T03:04:05.000Z',
      },
    })
    const { code, output } = await run('list-portals')
    expect(code).toBe(0)
    expect(output.split('\n')[0]).toMatch(/^address +status +closing +lastEventAt +waiting/)
    expect(output.split('\n')[1]).toContain(portal.memberId)
  })
})

describe('portals:show', () => {
  test('tells what waits and why, by the address, the member_id or the id', async () => {
    const portal = await installCore(core(), watched)
    await portal.receive({ itemId: 7 })
    await portal.receive({ itemId: 8 })
    await core().sql(
      `update event_delivery set outcome = 'PARKED', settled_at = now(), reason = 'ERROR_CORE' where item_id = 8`,
    )
    const told = await json('show-portal', portal.memberId)
    expect(told.why.receipts).toEqual([
      { entityTypeId: 1220, why: 'due', count: 1, until: null },
      { entityTypeId: 1220, why: 'parked: ERROR_CORE', count: 1, until: null },
    ])
    expect(told.watches).toMatchObject([{ entityTypeId: 1220, visibility: 'PORTAL', paused: null }])
    expect(told.queue).toMatchObject({ unsettled: 1, parked: 1 })
    expect(await json('show-portal', portal.portalId)).toMatchObject({ id: portal.portalId })
    expect(await json('show-portal', `https://${told.address}/crm/`)).toMatchObject({ id: portal.portalId })
    expect((await run('show-portal', told.address)).output).toContain('parked: ERROR_CORE')
  })

  test('says in one sentence where no portal is meant', async () => {
    expect(await run('show-portal', 'nobody.example.com')).toEqual({
      code: 1,
      output: 'No portal has the address or id nobody.example.com: npm run portals:list names them.\n',
    })
  })

  test.each(['%', '_'])('means no portal by a pattern that only resembles its address: %j', async (any) => {
    await installCore(core(), watched)
    const [{ address }] = await json('list-portals')
    const { code, output } = await run('show-portal', `${any}${address.slice(1)}`)
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('No portal has the address') })
  })
})

test('items:explain tells verdict, row, rule and receipts, and nothing of what the item holds', async () => {
  const portal = await installCore(core(), watched)
  const [item] = await portal.create({ entityTypeId: 1220, count: 1, title: 'A secret of the portal', ...longAgo })
  const id = String(item)
  expect((await run('explain-item', portal.memberId, '1220', id)).output).toContain('It is not in the feed yet')
  const swept = await run('sweep-portal', portal.memberId)
  expect(swept).toEqual({ code: 0, output: expect.stringMatching(/^Swept 1 types of .*: 1 changes of its feed\.\n$/) })
  const told = await json('explain-item', portal.memberId, '1220', id)
  expect(told).toMatchObject({
    verdict: { inFeed: true, code: 'recovered' },
    row: { source: 'CATCH_UP', removedAt: null },
    mayBeSeenBy: 'everybody on the portal: an admin opened the type',
  })
  const { output } = await run('explain-item', portal.memberId, '1220', id)
  expect(output).toContain('the comparison with the CRM found it')
  expect(output).not.toContain('A secret of the portal')
  expect(await run('explain-item', portal.memberId, '1220', '0')).toMatchObject({ code: 1 })
})

test('portals:sweep --dry-run names the types and asks nothing', async () => {
  const portal = await installCore(core(), watched)
  await portal.create({ entityTypeId: 1220, count: 1, ...longAgo })
  const before = await rowsOf('attention', portal.portalId)
  const { code, output } = await run('sweep-portal', portal.memberId, '--dry-run')
  expect([code, output]).toEqual([0, expect.stringMatching(/^Would be swept on .*: 1220\.\n$/)])
  expect(await rowsOf('attention', portal.portalId)).toEqual(before)
  expect(await rowsOf('feed_item', portal.portalId)).toEqual([])
})

test('portals:bind binds what is missing', async () => {
  const portal = await installCore(core(), watched)
  await core().sql(`update installation set unbound_events = '{ONCRMDYNAMICITEMADD}' where portal_id = $1`, [
    portal.portalId,
  ])
  const dry = await run('bind-portal', portal.memberId, '--dry-run')
  expect(dry).toEqual({
    code: 0,
    output: expect.stringMatching(/to http:.*\/api\/bitrix24\/events; known to be unbound: ONCRMDYNAMICITEMADD\.\n$/),
  })
  const done = await run('bind-portal', portal.memberId)
  expect(done).toEqual({ code: 0, output: expect.stringMatching(/^Bound the events of .*it does not have: none\.\n$/) })
  expect(await rowsOf('installation', portal.portalId)).toMatchObject([{ unbound_events: [] }])
})

test('portals:revoke forgets the tokens, and an admin who opens the app brings new ones', async () => {
  const portal = await installCore(core(), watched)
  const before = await rowsOf('installation', portal.portalId)
  expect(await run('revoke-portal', portal.memberId, '--dry-run')).toMatchObject({ code: 0 })
  expect(await rowsOf('installation', portal.portalId)).toEqual(before)
  expect(await run('revoke-portal', portal.memberId)).toMatchObject({ code: 0 })
  const ended = { sessions_since: expect.any(Date) }
  const forgotten = { status: 'REAUTH_REQUIRED', access_token_sealed: null, refresh_token_sealed: null, ...ended }
  expect(await rowsOf('installation', portal.portalId)).toMatchObject([forgotten])
  expect((await run('revoke-portal', portal.memberId)).output).toContain('has no tokens')
  expect((await run('sweep-portal', portal.memberId)).code).toBe(1)
  await portal.heal()
  expect(await rowsOf('installation', portal.portalId)).toMatchObject([{ status: 'ACTIVE' }])
  expect(await run('sweep-portal', portal.memberId)).toMatchObject({ code: 0 })
})

describe('portals:purge', () => {
  test('deletes one portal to the last row of every table, also of one that is new, and touches no other', async () => {
    const other = await installCore(core(), watched)
    const portal = await installCore(core(), watched)
    await portal.create({ entityTypeId: 1220, count: 3, ...longAgo })
    expect(await run('sweep-portal', portal.memberId)).toMatchObject({ code: 0 })
    await core().sql(`create table later_thing (portal_id uuid not null references portal (id) on delete cascade)`)
    onTestFinished(async () => void (await core().sql('drop table later_thing')))
    await core().sql('grant select, insert, update, delete on later_thing to public')
    await core().sql('insert into later_thing values ($1), ($2)', [portal.portalId, other.portalId])

    const dry = await run('purge-portal', portal.memberId, '--dry-run')
    expect(dry.code).toBe(0)
    expect(dry.output).toMatch(/^feed_item +3 +3$/m)
    expect(dry.output).toMatch(/^later_thing +1 +1$/m)
    expect((await run('purge-portal', portal.memberId)).output).toContain('add --dry-run to see')
    expect(await rowsOf('feed_item', portal.portalId)).toHaveLength(3)

    const { code, output } = await run('purge-portal', portal.memberId, '--yes')
    expect([code, output]).toEqual([0, expect.stringContaining('; none is left in')])
    expect(output).toMatch(/^feed_item +3 +0$/m)
    const tables = ['portal', 'installation', 'watch', 'later_thing', 'feed_item']
    for (const table of tables) expect(await rowsOf(table, portal.portalId)).toEqual([])
    for (const table of tables.slice(0, 4)) expect(await rowsOf(table, other.portalId)).toHaveLength(1)
    expect((await run('purge-portal', portal.memberId, '--yes')).code).toBe(1)
  })

  test('also takes what an uninstall has kept', async () => {
    const portal = await installCore(core(), watched)
    await core().sql(
      `update installation set status = 'UNINSTALLED', uninstalled_at = now(), uninstall_announced = false where portal_id = $1`,
      [portal.portalId],
    )
    expect(await run('purge-portal', portal.memberId, '--yes')).toMatchObject({ code: 0 })
    expect(await rowsOf('portal', portal.portalId)).toEqual([])
    expect(await rowsOf('watch', portal.portalId)).toEqual([])
  })
})
