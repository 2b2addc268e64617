import { expect, test } from 'vitest'
import { handOff } from '#lib/http/hand-off.ts'
import { showSoon } from '#lib/http/show-soon.ts'

const portal = { origin: 'https://crm.example.com', pages: 'app' } as const
const session = { token: 'the-session-token' } as never
const proved = () => handOff(portal, { screen: 'feed', language: 'en', theme: 'dark', session })

function form(origin?: string): Request {
  const url = 'http://127.0.0.1:3000/api/bitrix24/launch?DOMAIN=crm.example.com&PROTOCOL=1&THEME=dark'
  return new Request(url, { method: 'POST', ...(origin && { headers: { origin } }) })
}

/** Reads what comes first, and after the answer all the rest. */
async function slowly(request: Request, answer: Response) {
  const answering = Promise.withResolvers<Response>()
  const response = await showSoon(request, answering.promise)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = (await reader?.read())?.value ?? ''
  answering.resolve(answer)
  let rest = ''
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) rest += next.value
  return { response, first, rest }
}

function sessionIn(html: string): string {
  const [, address = '""'] = /location\.replace\((".+?")\)/.exec(html) ?? []
  const { hash, pathname } = new URL(JSON.parse(address), 'http://127.0.0.1')
  return `${pathname.split('/').slice(3).join('/')} ${Buffer.from(hash, 'base64url').toString()}`
}

test('a frame has its shape, in the portal’s theme, before the opening is proved, and its way afterwards', async () => {
  const { response, first, rest } = await slowly(form(portal.origin), proved())
  expect(first).toContain('data-testid="opening"')
  expect(first).toContain('color-scheme:dark')
  expect(first).not.toContain('<script')
  expect(sessionIn(rest)).toContain('feed {"token":"the-session-token"}')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/frame-ancestors https:\/\/crm\.example\.com$/)
  const [nonce] = /nonce-[^']+/.exec(policy) ?? []
  expect([...`${first}${rest}`.matchAll(/nonce="(.+?)"/g)].map(([, each]) => `nonce-${each}`)).toEqual([nonce, nonce])
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
})

test('H13: a page around the frame that is not the proved portal’s gets no session', async () => {
  const { response, rest } = await slowly(form('https://evil.example.com'), proved())
  expect(response.headers.get('content-security-policy')).toMatch(/frame-ancestors https:\/\/evil\.example\.com$/)
  expect(sessionIn(rest)).toBe('state/not-proved ')
})

test('what is refused slowly has its page in the end', async () => {
  const refused = handOff({ ...portal, pages: 'state' }, { screen: 'state/unavailable', language: 'en' }, 503)
  expect(sessionIn((await slowly(form(portal.origin), refused)).rest)).toBe('state/unavailable ')
})

test('what is answered at once is answered as it is, and so is a form of nobody, however long it takes', async () => {
  const refused = handOff({ ...portal, pages: 'state' }, { screen: 'state/unavailable', language: 'en' }, 503)
  expect(await showSoon(form(portal.origin), Promise.resolve(refused))).toBe(refused)
  const answering = Promise.withResolvers<Response>()
  const shown = showSoon(form(), answering.promise)
  answering.resolve(refused)
  expect(await shown).toBe(refused)
})
