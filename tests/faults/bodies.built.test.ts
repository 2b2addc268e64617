import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { sendRaw } from '../support/send-raw.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const routes = ['bitrix24/events', 'bitrix24/launch', 'bitrix24/install', 'session'] as const
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const token = 't'.repeat(32)

/** A body as that route expects it, with one value in the place of a field that matters. */
function shaped(route: (typeof routes)[number], field: string, memberId: string): string {
  if (route === 'session')
    return `{"accessToken":"${token}","memberId":"${memberId}","domain":"portal.example",${field}}`
  if (route === 'bitrix24/events')
    return `event=ONCRMDYNAMICITEMADD&auth%5Bmember_id%5D=${memberId}&auth%5Bapplication_token%5D=${token}&${field}`
  return `AUTH_ID=${token}&member_id=${memberId}&${field}`
}

const ids = ['0', '-1', '1e3', '0x10', '9007199254740992', '9'.repeat(40), '1.5', '', '%2B1', '1%0A', '%D9%A1', 'NaN']
const forms = {
  '64 KiB and one byte': 'x='.padEnd(64 * 1024 + 1, 'a'),
  '10,000 keys': Array.from({ length: 10_000 }, (_, n) => `k${n}=1`).join('&'),
  'depth 1,000': `data${'%5Ba%5D'.repeat(1_000)}=1`,
  __proto__: '__proto__%5Bpolluted%5D=1&constructor%5Bprototype%5D%5Bpolluted%5D=1&__proto__=1&event=ONCRM',
  'duplicate keys': 'event=A&event=B&AUTH_ID=1&AUTH_ID=2&member_id=1&member_id=2',
  'arrays for scalars': 'event%5B%5D=A&AUTH_ID%5B%5D=1&member_id%5B%5D=x&auth%5Bmember_id%5D%5B%5D=x',
  NUL: 'event=ONCRM%00&AUTH_ID=%00&member_id=\0',
  'broken percent': 'event=%E0%A4%A&AUTH_ID=%&member_id=%zz',
  'broken UTF-8': 'event=%ff%fe&AUTH_ID=%c0%af&member_id=%ed%a0%80',
  nothing: '',
  'only separators': '&&&&====&&&',
}
const jsons = {
  'depth 1,000': `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
  __proto__: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '8 KiB and one byte': `"${'a'.repeat(8 * 1024)}"`,
  '10,000 keys': `{${Array.from({ length: 10_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
  'arrays for scalars': '{"accessToken":["a"],"memberId":{},"domain":[]}',
  NUL: '{"accessToken":"\\u0000","memberId":"\\u0000","domain":"\\u0000"}',
  'lone surrogate': '{"accessToken":"\\ud800","memberId":"\\ud800","domain":"\\ud800"}',
  null: 'null',
}

function residentMb(): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${system().app.pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}

const query = '?DOMAIN=portal.example&PROTOCOL=1&LANG=en&APP_SID=1'
const post = (route: string, body: Buffer | string, headers: Record<string, string> = FORM) =>
  sendRaw(`${system().app.url}/api/${route}${query}`, [body], headers)

test.each(routes)('H11: /api/%s answers every malformed body with 4xx at once and stores nothing', async (route) => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const before = await system().sql('select count(*) from event_delivery')
  const numeric = ids.flatMap((id) => [
    [
      `id ${id}`,
      shaped(route, `data%5BFIELDS%5D%5BID%5D=${id}&data%5BFIELDS%5D%5BENTITY_TYPE_ID%5D=1220`, portal.memberId),
    ],
    [
      `type ${id}`,
      shaped(route, `data%5BFIELDS%5D%5BID%5D=1&data%5BFIELDS%5D%5BENTITY_TYPE_ID%5D=${id}`, portal.memberId),
    ],
  ])
  const bodies = [...Object.entries(route === 'session' ? jsons : {}), ...Object.entries(forms), ...numeric]
  bodies.push(
    ['raw bytes', '\xff\xfe\x00'],
    ['session of a proto', shaped('session', '"__proto__":{"isAdmin":true}', 'x')],
  )
  for (const [name = '', body = ''] of bodies) {
    const startedAt = performance.now()
    const { status, body: answer } = await post(route, Buffer.from(body, name === 'raw bytes' ? 'latin1' : 'utf8'))
    expect([name, status]).toEqual([name, expect.toSatisfy((code: number) => code >= 400 && code < 500)])
    expect([name, performance.now() - startedAt < 2_000]).toEqual([name, true])
    expect(answer).not.toContain('polluted')
  }
  for (const type of ['', 'text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded-not']) {
    const { status } = await post(route, 'a=b', type === '' ? {} : { 'content-type': type })
    expect([type, status]).toEqual([type, expect.toSatisfy((code: number) => code >= 400 && code < 500)])
  }
  expect(await system().sql('select count(*) from event_delivery')).toEqual(before)
  expect(await portal.send({ itemId: 1 })).toBe(200)
})

test.each(routes)(
  'H11: /api/%s reads neither 10 MB nor an endless body to its end, and its memory stays flat',
  async (route) => {
    const chunk = Buffer.alloc(64 * 1024, 'a')
    const url = `${system().app.url}/api/${route}${query}`
    const endless = () => Array.from({ length: 512 }, () => chunk)
    const round = async () => [
      await sendRaw(url, endless().slice(0, 160), { ...FORM, 'content-length': String(160 * chunk.length) }),
      await sendRaw(url, endless(), FORM),
    ]
    await round()
    const before = residentMb()
    for (let n = 0; n < 25; n += 1) {
      for (const { status, bytesSent } of await round()) {
        // Where the connection is cut before all was sent, the answer may be lost on the way.
        expect([0, 413]).toContain(status)
        expect(bytesSent).toBeLessThan(160 * chunk.length)
      }
    }
    expect(residentMb() - before).toBeLessThan(100)
  },
)
