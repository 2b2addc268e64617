import { expect, onTestFinished, test } from 'vitest'
import { findFreePort } from '#lib/platform/ports.ts'
import { findSecrets, type Place } from '../support/find-secrets.ts'
import { createPortal, people } from '../support/portal-driver.ts'
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts'
import { type OwnSystem, runSystem } from '../support/start-system.ts'

const running = runSystem({ mayLogErrors: true })
// Four failures of the portal in a row are waited for, longer each time.

/** The app with debug logs behind a proxy that writes all answers down; the first instance is gone. */
async function startTalkative(): Promise<{ system: OwnSystem; proxy: RecordingProxy }> {
  await running().app.stop()
  const port = await findFreePort()
  const proxy = await startRecordingProxy(port)
  onTestFinished(proxy.close)
  // An event that a busy machine declines is found by a sweep.
  const env = { APP_URL: proxy.url, LOG_LEVEL: 'debug', SWEEP_INTERVAL_SECONDS: '5' }
  const app = await running().startInstance({ port, env })
  return { system: { ...running(), app: { ...app, url: proxy.url } }, proxy }
}

/** Every row of every table as text, and what the server shows of running statements. */
async function dumpDatabase(when: string): Promise<Place[]> {
  const tables = await running().sql<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`,
  )
  const names = [...tables.map(({ name }) => name), 'pg_stat_activity']
  const dump = async (name: string) => {
    const rows = await running().sql<{ row: string }>(`select t::text as row from ${name} t`)
    return { where: `${when}: ${name}`, text: rows.map(({ row }) => row).join('\n') }
  }
  const places: Place[] = []
  for (const name of names) places.push(await dump(name))
  return places
}

/** Only the answer that opens the app, and the one that renews its session, hold a session; it is in a body, never in a head. */
function answerPlaces(proxy: RecordingProxy): Place[] {
  return proxy.answers.flatMap(({ to, head, body }) => {
    const fragment = /#([\w-]+)"\)<\/script>/.exec(body)?.[1] ?? ''
    const opened = Buffer.from(fragment, 'base64url').toString('utf8')
    return [
      { where: `head of ${to}`, text: head },
      { where: `body of ${to}`, text: body },
      { where: `fragment of ${to}`, text: opened },
    ]
  })
}

test('H15: after a whole life with debug logs no token, key or client secret is in a log, an answer or the database', {
  timeout: 240_000,
}, async () => {
  const { system, proxy } = await startTalkative()
  const { simulator, databaseProxy, appEnv } = system
  const portal = await createPortal(system, { appUrl: proxy.url })
  const admin = await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const streams = [await admin.stream(), await employee.stream()]
  const create = async (title: string) => {
    const [id] = await portal.create({ entityTypeId: 1220, userId: people.employee, title })
    for (const stream of streams) await expect.poll(() => stream.itemIds).toContain(id)
  }
  await create('The first one')
  await simulator.expireTokens(portal.memberId)
  const kinds = ['html', 'error200', '500', 'reset'] as const
  await simulator.setFaults(portal.memberId, { rest: kinds.map((kind) => ({ method: 'batch', kind, times: 1 })) })
  const fresh = await portal.viewer(people.employee)
  streams.splice(0, 2, await fresh.stream(), await (await portal.viewer()).stream())
  await create('One after the refresh')

  // What is refused or fails has its own lines and answers.
  const form = await portal.launchForm(people.admin)
  await portal.submit({ ...form, fields: { ...form.fields, member_id: 'f'.repeat(32) } })
  await portal.submit({ ...form, fields: { ...form.fields, APPLICATION_TOKEN: `${'\0'}${portal.applicationToken}` } })
  await portal.send({ itemId: -1 })
  await portal.send({ itemId: 1, memberId: 'unknown' })
  const { AUTH_ID } = form.fields
  const session = (body: object) =>
    fetch(`${proxy.url}/api/session`, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.text())
  await session({ accessToken: AUTH_ID, memberId: portal.memberId, domain: 'other.example' })
  await session({ accessToken: [AUTH_ID], memberId: portal.applicationToken, domain: 5 })
  await databaseProxy.set('refuse')
  await portal.send({ itemId: 1, accessToken: AUTH_ID })
  await portal.submit(await portal.launchForm(people.admin, 'install'))
  await databaseProxy.set('open')
  await expect.poll(() => portal.send({ itemId: 1 })).toBe(200)
  for (const path of ['health', 'ready', 'metrics', 'nothing-here']) await fetch(`${proxy.url}/api/${path}?auth=1`)

  const places = await dumpDatabase('installed')
  const known = (name: string) => places.find(({ where }) => where.endsWith(name))?.text
  expect(known('installation')).toContain('ACTIVE')
  await simulator.uninstall(portal.memberId, { clean: false })
  await expect.poll(async () => (await fresh.call('GET', '/api/feed')).status).toBe(401)
  places.push(...(await dumpDatabase('uninstalled')), ...answerPlaces(proxy))
  places.push({ where: 'log', text: running().app.logs() }, { where: 'debug log', text: system.app.logs() })
  expect(system.app.logs()).toContain('"level":30')

  const keys = [appEnv.SESSION_SECRET, appEnv.ENCRYPTION_KEYS?.split(':')[1]].map((key) => key ?? '')
  const secrets = [...(await simulator.secrets()), ...keys]
  expect(secrets.length).toBeGreaterThan(15)
  // The search finds what is there: the database's dump with a token planted in it.
  expect(findSecrets(secrets, [{ where: 'planted', text: `${known('portal')}${secrets[3]}` }])).toHaveLength(1)
  expect(findSecrets(secrets, places)).toEqual([])

  const jwe = /eyJhbGciOiJkaXIi/
  const holders = places.filter(({ text }) => jwe.test(text)).map(({ where }) => where.replace(/\?.*/, ''))
  const holds = ['fragment of POST /api/bitrix24/install', 'fragment of POST /api/bitrix24/launch']
  expect([...new Set(holders)].toSorted()).toEqual(holds)
})
