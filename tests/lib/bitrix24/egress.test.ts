import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { agents, isPrivateAddress } from '#lib/bitrix24/egress.ts'
import { requestJson } from '#lib/bitrix24/request-json.ts'

const resolved = vi.hoisted((): { answers: string[][] } => ({ answers: [] }))

vi.mock(import('node:dns'), async (original) => {
  const dns = await original()
  const lookup = (_host: string, _options: object, done: (error: null, list: object[]) => void) => {
    const list = resolved.answers.length > 1 ? resolved.answers.shift() : resolved.answers[0]
    done(
      null,
      (list ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { ...dns, lookup: lookup as unknown as typeof dns.lookup }
})

async function startListener() {
  const server = createServer((_, response) => response.end('{}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  return { port: (server.address() as AddressInfo).port, connections: () => connections }
}

const ask = (url: string, allowPrivate: boolean) =>
  requestJson(url, { form: {} }, { agents: agents(allowPrivate), timeoutMs: 500, maxAnswerBytes: 1_000 })

test.each([
  ['resolves to loopback', [['127.0.0.1']]],
  ['resolves to a private address beside a public one', [['93.184.216.34', '127.0.0.1']]],
  ['resolves to nothing', [[]]],
  ['resolves to IPv6 loopback', [['::1']]],
])('H7: a name that %s is refused, at connect time', async (_, answers) => {
  const listener = await startListener()
  resolved.answers = answers
  for (const scheme of ['http', 'https']) {
    await expect(ask(`${scheme}://portal.example:${listener.port}/`, false)).rejects.toMatchObject({ code: 'EPRIVATE' })
  }
  expect(listener.connections()).toBe(0)
})

test('H7: a name that is public at first and loopback at the next look is refused then', async () => {
  const listener = await startListener()
  const url = `http://rebound.example:${listener.port}/`
  // Unallocated, so routed nowhere; no address of somebody's is looked at.
  resolved.answers = [['4000::1'], ['127.0.0.1']]
  await expect(ask(url, false)).rejects.not.toMatchObject({ code: 'EPRIVATE' })
  await expect(ask(url, false)).rejects.toMatchObject({ code: 'EPRIVATE' })
  expect(listener.connections()).toBe(0)
  await expect(ask(`http://127.0.0.1:${listener.port}/`, true)).resolves.toMatchObject({ status: 200 })
})

test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]'])(
  'H7: the address %s, which nobody has to resolve, is refused',
  async (host) => {
    const listener = await startListener()
    resolved.answers = [['93.184.216.34']]
    for (const scheme of ['http', 'https']) {
      await expect(ask(`${scheme}://${host}:${listener.port}/`, false)).rejects.toMatchObject({ code: 'EPRIVATE' })
    }
    expect(listener.connections()).toBe(0)
  },
)

test('H7: what is no public unicast address is private, in each of its spellings', () => {
  const refused = '0.0.0.0 127.0.0.1 127.255.0.1 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.1'
  const ipv6 = ':: ::1 ::ffff:127.0.0.1 ::ffff:a00:1 fe80::1 fc00::1 fd00:ec2::254 64:ff9b::a00:1 2002:a00:1:: ff02::1'
  const odd = '224.0.0.1 255.255.255.255 240.0.0.1 198.18.0.1 192.0.2.1 203.0.113.1 2001:db8::1 fe80::1%eth0'
  for (const address of `${refused} ${ipv6} ${odd}`.split(' ')) {
    expect([address, isPrivateAddress(address)]).toEqual([address, true])
  }
  for (const address of ['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111']) {
    expect([address, isPrivateAddress(address)]).toEqual([address, false])
  }
  expect(isPrivateAddress('not an address')).toBe(true)
})
