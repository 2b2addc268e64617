import { expect, onTestFinished, test, vi } from 'vitest'
import { languageCodes, languageOf } from '#lib/language/language.ts'
import { log } from '#lib/platform/log.ts'
import { savePreferences } from '#lib/preferences/save-preferences.ts'
import * as installRoute from '../../../app/api/bitrix24/install/route.ts'
import * as launchRoute from '../../../app/api/bitrix24/launch/route.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const routes = { launch: launchRoute, install: installRoute }
type Route = keyof typeof routes
const formType = 'application/x-www-form-urlencoded'
const query = { DOMAIN: 'crm.example.com', PROTOCOL: '1', LANG: 'de', APP_SID: '1' }

type Sending = {
  readonly route?: Route
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly query?: Record<string, string> | string
  readonly body?: BodyInit
  readonly headers?: Record<string, string>
}

/** What the frame gets for a request, and where the page moves it to. */
async function send({ route = 'launch', method = 'POST', query: asked = query, body, headers = {} }: Sending) {
  const url = `http://127.0.0.1:3000/api/bitrix24/${route}?${new URLSearchParams(asked)}`
  const request = new Request(url, {
    method,
    headers: { 'content-type': formType, ...headers },
    ...(body !== undefined && { body }),
  })
  const response = await routes[route][method](request, {})
  const html = await response.text()
  const goal = /location\.replace\(("[^"]*")\)/.exec(html)?.[1]
  const target = new URL(goal ? JSON.parse(goal) : '/raw', url)
  const policy = response.headers.get('content-security-policy') ?? ''
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    ancestors: /frame-ancestors (.*)$/.exec(policy)?.[1],
    screen: target.pathname.split('/').slice(3).join('/'),
    language: target.searchParams.get('lang'),
    target,
    /** What the browser draws the page in, whichever scheme the operating system prefers. */
    colours: html.includes('prefers-color-scheme') ? 'of the system' : /color-scheme:([\w ]+)/.exec(html)?.[1],
    headers: response.headers,
  }
}

const page = (screen: string) => ({ screen, type: 'text/html; charset=utf-8' })

test.each<[string, Sending]>([
  ['no body', { body: '' }],
  ['no token', { body: 'member_id=x' }],
  ['fields twice', { body: 'AUTH_ID=x&AUTH_ID=y&member_id=x' }],
  ['JSON', { body: '{"AUTH_ID":"x"}', headers: { 'content-type': 'application/json' } }],
  ['JSON that calls itself a form', { body: '{"AUTH_ID":"x"}' }],
  ['a text form', { body: 'AUTH_ID=x', headers: { 'content-type': 'text/plain' } }],
  ['a multipart form', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ['a body that is too large', { body: `AUTH_ID=x&member_id=x&x=${'x'.repeat(70_000)}` }],
  ['a broken percent-encoding', { body: 'AUTH_ID=%E0%A4%A&member_id=x' }],
  ['bytes that are no UTF-8', { body: new Uint8Array([0x41, 0xff, 0xfe]) }],
  ['NUL', { body: 'AUTH_ID=a%00&member_id=x' }],
  ['options that are too long', { body: `AUTH_ID=x&member_id=x&PLACEMENT_OPTIONS=${'x'.repeat(9_000)}` }],
  ['an array for the token', { body: 'AUTH_ID%5B%5D=x&member_id=x' }],
])('a launch with %s shows a page in the viewer’s language', async (_, sending) => {
  for (const route of ['launch', 'install'] as const) {
    const shown = await send({ route, ...sending })
    expect(shown).toMatchObject({ ...page('state/not-proved'), language: 'de', ancestors: 'https://crm.example.com' })
    expect(shown.status).toBeGreaterThanOrEqual(400)
    expect(shown.status).toBeLessThan(500)
  }
})

test.each<[string, Record<string, string>, Record<string, string>, string]>([
  ['no query', {}, {}, '*'],
  ['a domain that is none', { DOMAIN: "'none'; x" }, {}, '*'],
  ['a domain with a path', { DOMAIN: 'x/../y' }, {}, '*'],
  [
    'no domain, from a page that the browser names',
    {},
    { origin: 'https://crm.example.com:8443' },
    'https://crm.example.com:8443',
  ],
  ['no domain, from a page without a name', {}, { origin: 'null' }, '*'],
])('a launch with %s shows a page that can be seen', async (_, asked, headers, ancestors) => {
  const shown = await send({
    query: asked,
    headers: { 'accept-language': 'uk-UA,uk;q=0.9', ...headers },
    body: 'AUTH_ID=x&member_id=x',
  })
  expect(shown).toMatchObject({ ...page('state/not-proved'), language: 'ua', ancestors })
})

test('other methods show a page as well, also inside a frame', async () => {
  expect(await send({ method: 'GET', query: '' })).toMatchObject({
    ...page('state/open-in-portal'),
    status: 200,
    ancestors: "'none'",
  })
  const framed = await send({ method: 'GET', query: '', headers: { 'sec-fetch-dest': 'iframe' } })
  expect(framed).toMatchObject({ ...page('state/open-in-portal'), ancestors: '*' })
  const put = await send({ method: 'PUT', query: '' })
  expect(put).toMatchObject({ ...page('state/open-in-portal'), status: 405 })
  expect(put.headers.get('allow')).toBe('GET, HEAD, POST')
  expect((await launchRoute.HEAD(new Request('http://127.0.0.1/', { method: 'HEAD' }), {})).status).toBe(200)
})

test('a bug shows a page with a number to quote, and nothing of itself', async () => {
  vi.spyOn(log(), 'error').mockReturnValue(undefined)
  const broken = new ReadableStream({ pull: () => Promise.reject(new Error('secret of a bug')) })
  const request = new Request(`http://127.0.0.1/api/bitrix24/launch?${new URLSearchParams(query)}`, {
    ...{ method: 'POST', headers: { 'content-type': formType }, body: broken, duplex: 'half' },
  } as RequestInit)
  const response = await launchRoute.POST(request, {})
  const html = await response.text()
  expect([response.status, response.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8'])
  expect(html).toMatch(/state\/error\?lang=de&request=[0-9a-f-]{36}"/)
  expect(html).not.toContain('secret')
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test.each(languageCodes)('opened in a browser, and launched with the code, the page speaks %s', async (code) => {
  const { tag } = languageOf(code)
  const header = { 'accept-language': `xx, ${tag};q=0.9, en;q=0.1` }
  for (const route of ['launch', 'install'] as const) {
    expect(await send({ route, method: 'GET', query: '', headers: header })).toMatchObject({ language: code })
  }
  expect(await send({ query: { ...query, LANG: code } })).toMatchObject({ language: code })
  expect(await send({ query: { ...query, LANG: code.toUpperCase() } })).toMatchObject({ language: code })
  expect(await send({ query: { ...query, LANG: 'xx' }, headers: header })).toMatchObject({ language: code })
})

test('a page is of the portal’s theme where the portal says one, and of the viewer’s where the viewer does', async () => {
  const { portalId, open } = await portalOf()
  const themeOf = async (THEME?: string) => {
    const { screen, target, colours } = await open(THEME === undefined ? {} : { THEME })
    return [screen, target.searchParams.get('theme'), colours]
  }
  expect(await themeOf()).toEqual(['feed', null, 'light'])
  expect(await themeOf('dark')).toEqual(['feed', 'dark', 'dark'])
  expect(await themeOf('"><script>')).toEqual(['feed', null, 'light'])
  await savePreferences({ portalId, userId: people.employee }, { theme: 'light' })
  expect(await themeOf('dark')).toEqual(['feed', 'light', 'light'])
  const portalTheme = async (opening: Record<string, string>) => (await open(opening)).target.searchParams.get('portal')
  expect([await portalTheme({ THEME: 'dark' }), await portalTheme({})], 'the way back').toEqual(['dark', 'light'])
  await savePreferences({ portalId, userId: people.employee }, { theme: null })
  expect([await themeOf('dark'), await portalTheme({ THEME: 'dark' })]).toEqual([['feed', 'dark', 'dark'], null])
  const refused = await send({ query: { ...query, THEME: 'dark' }, body: 'AUTH_ID=x&member_id=x' })
  expect(refused.target.searchParams.get('theme'), 'nobody is known there').toBe('dark')
})

test('the feed is opened with what its viewer had narrowed it to; nobody else’s is', async () => {
  const { portalId, open } = await portalOf()
  const asked = async () => {
    const { lang, ...rest } = Object.fromEntries((await open()).target.searchParams)
    return rest
  }
  expect(await asked()).toEqual({})
  await savePreferences({ portalId, userId: people.manager }, { filter: { q: 'of another' } })
  expect(await asked()).toEqual({})
  const filter = { entityTypeId: 1220, q: '</script> & Söhne', unread: true }
  await savePreferences({ portalId, userId: people.employee }, { filter })
  expect(await asked()).toEqual({ entityTypeId: '1220', q: '</script> & Söhne', unread: 'true' })
  await savePreferences({ portalId, userId: people.employee }, { filter: {} })
  expect(await asked()).toEqual({})
})

/** A portal with the app, which answers to a second name of this machine, and a form of one of its people. */
async function portalOf(userId: number = people.employee) {
  const { simulator } = core()
  const { memberId, portalId } = await installCore(core(), 1220)
  const { domain } = await simulator.portal(memberId)
  const second = domain.replace('127.0.0.1', 'localhost')
  const tokens = await simulator.issueTokens(memberId, { userId })
  const body = new URLSearchParams({ ...tokens, PLACEMENT: 'DEFAULT' }).toString()
  const open = (opening: Record<string, string> = {}, headers = {}, route: Route = 'launch') =>
    send({ route, body, headers, query: { DOMAIN: domain, PROTOCOL: '0', LANG: 'en', APP_SID: '1', ...opening } })
  const address = async (change: Parameters<typeof simulator.setAddresses>[1]) => {
    await simulator.setAddresses(memberId, change)
    onTestFinished(async () => void (await simulator.setAddresses(memberId, {})))
  }
  const requests = async () => (await simulator.restLog(memberId)).length
  return { memberId, portalId, domain, second, open, address, requests }
}

test.each([people.admin, people.employee])(
  'person %i comes by a second host name that nobody confirms, and is told the first; the token goes nowhere',
  async (userId) => {
    const { domain, second, open, requests } = await portalOf(userId)
    const before = await requests()
    for (const route of ['launch', 'install'] as const) {
      const shown = await open({ DOMAIN: second }, {}, route)
      expect(shown).toMatchObject({ ...page('state/other-address'), status: 403, ancestors: `http://${second}` })
      expect(shown.target.hash).toBe('')
      const [, , segment = ''] = shown.target.pathname.split('/')
      expect(Buffer.from(segment, 'base64url').toString()).toContain(`"http://${domain}"`)
    }
    expect(await requests()).toBe(before)
  },
)

test.each([
  ['domain', (host: string) => host],
  ['domain', (host: string) => `HTTP://${host.toUpperCase()}/`],
  ['uri', (host: string) => `http://${host}`],
] as const)('a second host name that the OAuth server confirms as %s frames the app', async (key, say) => {
  const { second, open, address } = await portalOf()
  await address({ told: { [key]: say(second) } })
  const shown = await open({ DOMAIN: second })
  expect(shown).toMatchObject({ screen: 'feed', status: 200, ancestors: `http://${second}` })
})

test.each([
  ['upper case', (host: string) => host.toUpperCase()],
  ['a dot at the end', (host: string) => host.replace(':', '.:')],
])('a confirmed host name, spelled with %s, is the portal’s own', async (_, spell) => {
  const { second, open, address } = await portalOf()
  await address({ told: { domain: second } })
  expect(await open({ DOMAIN: spell(second) })).toMatchObject({ screen: 'feed', ancestors: `http://${second}` })
})

test('a portal below a path is asked there, and its cards are there', async () => {
  const { domain, open, address, requests } = await portalOf(people.admin)
  await address({ path: '/portal' })
  const before = await requests()
  const shown = await open({}, {}, 'install')
  expect(shown).toMatchObject({ screen: 'install', ancestors: `http://${domain}` })
  const session = JSON.parse(Buffer.from(shown.target.hash.slice(1), 'base64url').toString())
  expect(session.portal).toEqual({ domain, address: `http://${domain}/portal` })
  expect(await requests()).toBeGreaterThan(before)
})

test('a portal that does not notice TLS is framed by what the browser says, where the host is confirmed', async () => {
  const { domain, open, address } = await portalOf()
  await address({ told: { domain: `https://${domain}` } })
  const secure = { origin: `https://${domain}` }
  expect(await open({ PROTOCOL: '0' }, secure)).toMatchObject({ screen: 'feed', ancestors: `https://${domain}` })
  const stranger = { origin: 'https://evil.example' }
  const shown = await open({ PROTOCOL: '0' }, stranger)
  // On a slow machine the stranger has been shown a shape, and is told what strangers are.
  const kept = shown.ancestors === stranger.origin ? { screen: 'state/not-proved' } : { ancestors: `http://${domain}` }
  expect(shown).toMatchObject({ screen: 'feed', ...kept })
})

test('an address that is made up for another portal is told nothing but words', async () => {
  const [mine, other] = [await portalOf(), await portalOf()]
  const shown = await mine.open({ DOMAIN: other.domain })
  expect(shown).toMatchObject({ screen: 'state/other-address', ancestors: `http://${other.domain}` })
  expect(shown.target.hash).toBe('')
})
