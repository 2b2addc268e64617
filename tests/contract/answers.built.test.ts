import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { beforeAll, expect, test } from 'vitest'
import { languageCodes, languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type MessageKey, translate } from '#lib/language/translate.ts'
import { eventForm } from '../support/event-form.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { PortalDriver, postEvent } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const formType = { 'content-type': 'application/x-www-form-urlencoded' }
let portal: PortalDriver
let admin: FeedClient

beforeAll(async () => {
  portal = new PortalDriver(system(), await system().simulator.createPortal())
  admin = await portal.ready(1220)
})

const events = () => `${system().app.url}/api/bitrix24/events`
const known = (fields = {}) => eventForm(portal, { itemId: 5, ...fields }).toString()
const bodyWith = (itemId: string) => known({ itemId })

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: code.replaceAll('_', ' '),
    status,
    code,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(response.status).toBe(status)
}

test.each<[string, () => string | Uint8Array<ArrayBuffer>]>([
  ['no body', () => ''],
  ['no event', () => known().replace(/^event=\w+&/, '')],
  ['an event with an empty name', () => known({ event: '' })],
  ['broken percent-encoding', () => `${known()}&x=%E0%A4%A`],
  ['percent-encoded bytes that are not UTF-8', () => `${known()}&x=%FF`],
  ['raw bytes that are not UTF-8', () => Buffer.concat([Buffer.from(known()), Buffer.from([38, 120, 61, 255])])],
  ['NUL', () => `${known()}&x=%00`],
  ['member_id twice', () => `${known()}&auth%5Bmember_id%5D=${portal.memberId}`],
  ['member_id twice, once unescaped', () => `auth[member_id]=${portal.memberId}&${known()}`],
  ['10,000 keys', () => `${known()}${Array.from({ length: 4_000 }, (_, n) => `&k${n}=1`).join('')}`],
  ['a key of depth 1,000', () => `${known()}&d${'[a]'.repeat(1_000)}=1`],
  ['an item event without an item', () => known({ itemId: undefined })],
  ['an array for the item', () => known().replace('%5BID%5D=', '%5BID%5D%5B%5D=')],
  ...['0', '-1', '1e3', '0x10', '05', ' 5', '5.0', '', '9007199254740992', '9'.repeat(40), 'NaN'].map(
    (id) => [`the item id "${id}"`, () => bodyWith(id)] as [string, () => string],
  ),
  ['the type id 0', () => known({ entityTypeId: '0' })],
])('an event with %s is malformed', async (_, body) => {
  const response = await fetch(events(), { method: 'POST', headers: formType, body: body() })
  await expectProblem(response, 400, 'malformed')
})

test('the largest safe id and unknown keys, __proto__ too, are fine', async () => {
  for (const body of [bodyWith('9007199254740991'), `${known()}&__proto__[x]=1&__proto__=2&data[NEW]=3`]) {
    const response = await postEvent(system().app.url, body)
    expect([response.status, await response.text()]).toEqual([200, ''])
  }
})

test('an event that we do not use is answered 200 and leaves no receipt', async () => {
  const count = async () => Object.values(await portal.receipts()).reduce((sum, of) => sum + of, 0)
  const before = await count()
  for (const event of ['ONCRMDEALADD', 'ONAPPTEST', 'ONCRMTYPEUPDATE', 'ONCRMDYNAMICITEMADDED']) {
    expect(await portal.send({ event, itemId: 1 })).toBe(200)
  }
  expect(await count()).toBe(before)
})

test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s on the handler of events is 405', async (method) => {
  expect((await fetch(events(), { method })).status).toBe(405)
})

test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', undefined])(
  'an event as %s is 415',
  async (type) => {
    const headers = type === undefined ? {} : { 'content-type': type }
    const response = await fetch(events(), { method: 'POST', headers, body: Buffer.from(known()) })
    await expectProblem(response, 415, 'unsupported_media_type')
  },
)

test('a form type with a charset is taken, in any case', async () => {
  const headers = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }
  expect((await fetch(events(), { method: 'POST', headers, body: known() })).status).toBe(200)
})

/** A good event, filled up to exactly this many bytes. */
function padded(bytes: number): string {
  let body = known()
  for (let n = 0; body.length < bytes; n += 1) body += `&pad${n}=${'x'.repeat(8_000)}`
  return body.slice(0, bytes)
}

test('64 KiB are taken, one byte more is 413', async () => {
  expect((await postEvent(system().app.url, padded(65_536))).status).toBe(200)
  await expectProblem(await postEvent(system().app.url, padded(65_537)), 413, 'too_large')
})

test('without a content-length the same bound holds', async () => {
  const send = (bytes: number) => {
    const body = Readable.toWeb(Readable.from([padded(bytes).slice(0, 40_000), padded(bytes).slice(40_000)]))
    const init = { method: 'POST', headers: formType, body, duplex: 'half' } as unknown as RequestInit
    return fetch(events(), init)
  }
  expect((await send(65_536)).status).toBe(200)
  await expectProblem(await send(65_537), 413, 'too_large')
})

test('a body without an end is refused while it is being sent', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const headers = { ...formType, 'transfer-encoding': 'chunked' }
  const request = httpRequest(events(), { method: 'POST', headers }, (response) => resolve(response.statusCode ?? 0))
  request.on('error', reject)
  const chunk = Buffer.alloc(16 * 1024, 'x')
  Readable.from(endless(chunk)).pipe(request)
  expect(await promise).toBe(413)
  request.destroy()
})

async function* endless(chunk: Buffer) {
  for (;;) yield chunk
}

test.each(['install', 'launch'])('HEAD on %s is 200, GET explains where the app is opened', async (route) => {
  const url = `${system().app.url}/api/bitrix24/${route}`
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const page = await fetch(url, { headers: { 'accept-language': 'ru,en' } })
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'$/)
  const address = /location\.replace\("([^"]*)"\)/.exec(await page.text())?.[1]
  expect(address).toMatch(/\/state\/open-in-portal\?lang=ru$/)
  const opened = await fetch(`${system().app.url}${address}`)
  expect([opened.status, opened.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringContaining("frame-ancestors 'none'"),
  ])
})

/** A page that moves the frame on to this state, in the language of the launch. */
async function expectPage(response: Response, status: number, screen: string, language = 'en') {
  expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
  const address = /location\.replace\("([^"]*)"\)/.exec(await response.text())?.[1] ?? ''
  expect(address).toMatch(new RegExp(`/state/${screen}\\?lang=${language}`))
  return fetch(`${system().app.url}${address}`)
}

test.each(['install', 'launch'])('a %s form that is none is 400, another type 415, and each a page', async (route) => {
  const post = (query: string, body: string, type = formType['content-type']) => {
    const url = `${system().app.url}/api/bitrix24/${route}?${query}`
    return fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  }
  const query = `DOMAIN=${portal.domain}&PROTOCOL=0&LANG=en&APP_SID=x`
  const body = `AUTH_ID=x&member_id=${portal.memberId}`
  await expectPage(await post(query, ''), 400, 'not-proved')
  await expectPage(await post(query, 'AUTH_ID=x'), 400, 'not-proved')
  await expectPage(await post(query, `${body}&${body}`), 400, 'not-proved')
  await expectPage(await post('', body), 400, 'not-proved')
  await expectPage(await post('DOMAIN=a%27%3B%20b', body), 400, 'not-proved')
  await expectPage(await post(query, '{}', 'application/json'), 415, 'not-proved')
  await expectPage(await post(query, `${body}&x=${'x'.repeat(70_000)}`), 413, 'not-proved')
})

test.each(languageCodes)('opened in a browser, the page is written in %s, and says so', async (code) => {
  const { tag, locale } = languageOf(code)
  const headers = { 'accept-language': `${tag},en;q=0.1` }
  const messages = await loadMessages(code)
  const expectIn = async (response: Response, key: MessageKey) => {
    const html = await response.text()
    expect([tag, /<html lang="([^"]*)"/.exec(html)?.[1]]).toEqual([tag, tag])
    expect(html).toContain(translate(messages, locale, key).replaceAll("'", '&#x27;'))
  }
  const opened = await fetch(`${system().app.url}/api/bitrix24/launch`, { headers })
  const page = await expectPage(opened, 200, 'open-in-portal', code)
  await expectIn(page, 'state.open-in-portal.title')
  await expectIn(await fetch(`${system().app.url}/nowhere`, { headers }), 'state.not-found.title')
  await expectIn(await fetch(`${system().app.url}/f/x/nowhere`, { headers }), 'state.not-found.title')
  // What the portal says outweighs the browser, in the whole document.
  const said = { 'accept-language': code === 'ja' ? 'de' : 'ja' }
  await expectIn(
    await fetch(`${system().app.url}/f/x/nowhere?lang=${code}`, { headers: said }),
    'state.not-found.title',
  )
  await expectIn(
    await fetch(`${system().app.url}/f/x/state/other-address?lang=${code}`, { headers: said }),
    'state.other-address.title',
  )
})

test.each([
  'feed?limit=0',
  'feed?limit=101',
  'feed?limit=many',
  'feed?before=nonsense',
  'feed?entityTypeId=0',
  'feed?entityTypeId=1e3',
  'feed/changes?since=abc',
  'feed/changes?since=-1',
  'feed/stream?entityTypeId=-1',
  'people?q=anna&ids=7',
])('GET /api/%s is 400', async (path) => {
  await expectProblem(await admin.request(`/api/${path}`), 400, 'malformed')
})

test('a stream that is resumed from what is no revision is 400', async () => {
  const response = await admin.request('/api/feed/stream', { headers: { 'last-event-id': 'abc' } })
  await expectProblem(response, 400, 'malformed')
})

test('health and readiness are told without any proof', async () => {
  const health = await fetch(`${system().app.url}/api/health`)
  expect([health.status, await health.json()]).toEqual([
    200,
    { status: 'ok', version: JSON.parse(readFileSync('package.json', 'utf8')).version, commit: expect.any(String) },
  ])
  expect((await fetch(`${system().app.url}/api/ready`)).status).toBe(200)
})
