import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askTokenOwner } from '#lib/bitrix24/ask-token-owner.ts'

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
  const config = { clientId: 'id', clientSecret: 'secret', servers: origins, timeoutMs: 2_000, allowPrivate: true }
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
