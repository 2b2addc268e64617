import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { hostname } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'
import { watchPort } from '../support/watch-port.ts'

const system = runSystem({ mayLogErrors: true })
const guarded = { B24_ALLOW_PRIVATE_PORTALS: '0' }

async function watched(answer?: () => string) {
  const port = await watchPort(answer)
  onTestFinished(port.close)
  return port
}

/** An OAuth server that confirms every token, for the portal at the given address. */
async function startOAuth(endpoint: () => string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    const host = URL.parse(endpoint())?.host
    const install = { installed: true, status: 'F', scope: 'crm', domain: host, client_endpoint: endpoint() }
    const result = {
      client_id: system().appEnv.B24_CLIENT_ID,
      user_id: 1,
      install: { ...install, member_id: 'm'.repeat(32) },
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ result }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function install(appUrl: string, domain: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  const body = new URLSearchParams({ AUTH_ID: 'token', REFRESH_ID: 'refresh', member_id: 'm'.repeat(32) })
  const query = new URLSearchParams({ DOMAIN: domain, PROTOCOL: '1' })
  const { status } = await fetch(`${appUrl}/api/bitrix24/install?${query}`, { method: 'POST', body })
  return { status, ms: performance.now() - startedAt }
}

test('H7: a portal that is proved to be at a loopback, private, link-local or metadata address is never connected to', async () => {
  const listener = await watched()
  let endpoint = ''
  const oauth = await startOAuth(() => endpoint)
  const app = await system().startInstance({ env: { ...guarded, B24_OAUTH_SERVERS: oauth } })
  const here = ['127.0.0.1', '127.0.0.2', '127.1', '2130706433', '0x7f.1', '0.0.0.0', 'localhost', hostname()]
  const bracketed = ['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[fe80::1]']
  const elsewhere = ['169.254.169.254', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '198.18.0.1']
  const ipv6 = ['[fd00:ec2::254]', '[fc00::1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[ff02::1]', '[100::1]']
  for (const host of [...here, ...bracketed, ...elsewhere, ...ipv6]) {
    endpoint = `https://${host}:${listener.port}/rest/`
    const domain = new URL(endpoint).host
    const { status, ms } = await install(app.url, domain)
    // A launch form cannot name an IPv6 host, so such a portal is malformed before it is asked for.
    expect([host, status]).toEqual([host, host.startsWith('[') ? 400 : 503])
    expect(ms, `${host} is refused, not timed out`).toBeLessThan(5_000)
    expect([host, listener.connections()]).toEqual([host, 0])
  }
  expect(await system().sql('select 1 from portal')).toEqual([])
  // Plain http is no way around it, and the listener does notice a connection.
  endpoint = `http://127.0.0.1:${listener.port}/rest/`
  expect((await install(app.url, `127.0.0.1:${listener.port}`)).status).toBe(403)
  expect(listener.connections()).toBe(0)
  await once(connect(listener.port, '127.0.0.1'), 'connect')
  await expect.poll(() => listener.connections()).toBe(1)
})

test('H7: a redirect of a portal or of an OAuth server is not followed', async () => {
  const target = await watched()
  let status = ''
  const redirecting = await watched(
    () =>
      `HTTP/1.1 ${status}\r\nlocation: http://127.0.0.1:${target.port}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  )
  const host = `127.0.0.1:${redirecting.port}`
  const oauth = await startOAuth(() => `http://${host}/rest/`)
  const portalRedirects = await system().startInstance({ env: { B24_OAUTH_SERVERS: oauth } })
  const oauthRedirects = await system().startInstance({ env: { B24_OAUTH_SERVERS: `http://${host}` } })
  for (status of ['301 Moved', '302 Found', '307 Temporary', '308 Permanent']) {
    const before = redirecting.connections()
    expect((await install(portalRedirects.url, host)).status).toBe(503)
    expect([status, redirecting.connections() - before]).toEqual([status, 1])
    expect((await install(oauthRedirects.url, 'portal.example')).status).toBe(503)
    expect([status, redirecting.connections() - before]).toEqual([status, 2])
    expect([status, target.connections()]).toEqual([status, 0])
  }
  // They would take over the work of the next test.
  for (const app of [portalRedirects, oauthRedirects]) await app.stop()
})

test('H7: a stored portal whose address is private now is not called for its events, its viewers or its openings', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const [itemId] = await portal.create({ entityTypeId: 1220, announce: false })
  await system().app.stop()
  const { memberId } = portal
  const app = await system().startInstance({ env: guarded })
  const before = (await system().simulator.restLog(memberId)).length
  expect(await portal.send({ itemId }, app.url)).toBe(200)
  const failures = () =>
    system().sql(
      'select 1 from feed_lease l join portal p on p.id = l.portal_id where p.member_id = $1 and l.failures > 0',
      [memberId],
    )
  await expect.poll(failures).toHaveLength(1)
  expect((await employee.at(app.url).call('GET', '/api/entity-types')).status).toBe(503)
  const form = await portal.launchForm(people.admin)
  const action = new URL(form.action.pathname + form.action.search, app.url)
  expect((await portal.submit({ ...form, action })).status).toBe(403)
  expect((await system().simulator.restLog(memberId)).length).toBe(before)
})

test('H7: a single private portal is admitted by its host, and no other', async () => {
  const { simulator } = system()
  const [listed, other] = [await createPortal(system()), await createPortal(system())]
  const app = await system().startInstance({ env: { ...guarded, B24_PRIVATE_PORTALS: listed.domain } })
  const open = async (portal: typeof listed) => {
    const form = await portal.form()
    const { pathname, search } = form.action
    return portal.submit({ ...form, action: new URL(pathname + search, app.url) })
  }
  expect(await open(listed)).toMatchObject({ status: 200, screen: 'install' })
  expect(await open(other)).toMatchObject({ status: 403, screen: 'state/insecure' })
  expect(await simulator.restLog(other.memberId)).toEqual([])
})
