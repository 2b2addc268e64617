import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askTokenOwner } from '#lib/bitrix24/ask-token-owner.ts'
import { mayBeHttp } from '#lib/bitrix24/portal-admission.ts'

const servers: Server[] = []
let refusing = ''
let silent = ''

async function serve(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  refusing = await serve(401, '{"error":"invalid_token"}')
  silent = await serve(502, 'Bad gateway')
})

afterAll(() => {
  for (const server of servers) server.close()
})

const ask = (...origins: string[]) => {
  const config = { clientId: 'id', clientSecret: 'secret', servers: origins, timeoutMs: 2_000, admitsHttp: () => true }
  return askTokenOwner(config, 'token')
}

test('a token that every server refuses is refused', async () => {
  expect(await ask(refusing, refusing)).toEqual({ kind: 'not_confirmed', code: 'invalid_token' })
})

test('a token that one server refuses while another is silent is not refused: the silent one may know it', async () => {
  expect(await ask(refusing, silent)).toMatchObject({ kind: 'unreachable' })
  expect(await ask(silent, refusing)).toMatchObject({ kind: 'unreachable' })
})

const owned = (clientId: string) =>
  serve(
    200,
    JSON.stringify({
      result: {
        client_id: clientId,
        user_id: '1',
        install: {
          installed: true,
          domain: 'sample.bitrix24.com',
          client_endpoint: 'https://sample.bitrix24.com/rest/',
          member_id: 'm',
        },
      },
    }),
  )

test('T13: a token of another app, which the server knows and the portal would take, is nobody’s here', async () => {
  expect(await ask(await owned('another'))).toEqual({ kind: 'not_confirmed', code: 'wrong_client' })
  expect(await ask(await owned('id'))).toMatchObject({ memberId: 'm', installed: true })
})

/** What is made of an answer that calls the portal's addresses so, where http is admitted for the hosts that are named. */
async function addressesOf(install: Record<string, string>, ...http: string[]) {
  const body = {
    result: { client_id: 'id', user_id: '1', install: { installed: true, member_id: 'm', ...install } },
  }
  const admission = { allowPrivatePortals: false, privatePortals: [], httpPortals: http }
  const config = {
    ...{ clientId: 'id', clientSecret: 'secret', servers: [await serve(200, JSON.stringify(body))], timeoutMs: 2_000 },
    admitsHttp: (address: string) => mayBeHttp(admission, address),
  }
  return askTokenOwner(config, 'token')
}

test.each([
  ['crm.example.com', 'https://crm.example.com/rest/', 'https://crm.example.com/rest'],
  ['CRM.example.com', 'https://Crm.Example.com/rest/', 'https://crm.example.com/rest'],
  ['crm.example.com', 'https://crm.example.com:443/rest/', 'https://crm.example.com/rest'],
  ['crm.example.com:443', 'https://crm.example.com/rest/', 'https://crm.example.com/rest'],
  ['crm.example.com.', 'https://crm.example.com./rest/', 'https://crm.example.com/rest'],
  ['https://crm.example.com/', 'https://crm.example.com/rest/', 'https://crm.example.com/rest'],
  ['example.com/portal', 'https://example.com/portal/rest/', 'https://example.com/portal/rest'],
  ['портал.рф', 'https://xn--80awhdgm.xn--p1ai/rest/', 'https://xn--80awhdgm.xn--p1ai/rest'],
])('%s and %s are one address', async (domain, client_endpoint, clientEndpoint) => {
  const { origin, host } = new URL(clientEndpoint)
  const expected = { clientEndpoint, domain: host, origins: [origin] }
  expect(await addressesOf({ domain, client_endpoint })).toMatchObject(expected)
})

test('every address that the server names is the portal’s own; the REST address is the one that it is known by', async () => {
  const said = {
    domain: 'crm-internal.example.local',
    uri: 'https://crm.example.org/x',
    client_endpoint: 'https://crm.example.com:8443/b24/rest/',
  }
  expect(await addressesOf(said)).toMatchObject({
    domain: 'crm.example.com:8443',
    clientEndpoint: 'https://crm.example.com:8443/b24/rest',
    origins: ['https://crm.example.com:8443', 'https://crm-internal.example.local', 'https://crm.example.org'],
  })
})

test('a portal on http is believed where the operator names it, and no other', async () => {
  const said = { domain: 'crm.example.com:8080', client_endpoint: 'http://crm.example.com:8080/rest/' }
  const refused = { kind: 'not_confirmed', code: 'insecure_endpoint' }
  expect(await addressesOf(said)).toEqual(refused)
  expect(await addressesOf(said, 'crm.example.com', 'x.crm.example.com:8080')).toEqual(refused)
  expect(await addressesOf(said, 'crm.example.com:8080')).toMatchObject({ origins: ['http://crm.example.com:8080'] })
  const uri = {
    domain: 'crm.example.com',
    client_endpoint: 'https://crm.example.com/rest/',
    uri: 'http://other.example',
  }
  expect(await addressesOf(uri)).toMatchObject({ origins: ['https://crm.example.com'] })
})

test.each(['ftp://crm.example.com/rest/', "https://'none'/rest/", 'https://[2606:4700::1]/rest/'])(
  'the REST address %s is none',
  async (client_endpoint) => {
    const said = { domain: 'crm.example.com', client_endpoint }
    expect(await addressesOf(said)).toMatchObject({ code: expect.stringMatching(/unusable_endpoint|no_answer/) })
  },
)
