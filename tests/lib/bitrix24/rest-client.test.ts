import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { callBatch } from '#lib/bitrix24/rest-batch.ts'
import { callRest } from '#lib/bitrix24/rest-client.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A portal that answers every request in this way, and counts them. */
async function startPortal(answer: RequestListener) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    answer(request, response)
  })
  closing.push(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const clientEndpoint = `http://127.0.0.1:${port}/rest`
  const access = { portalId: null, clientEndpoint, accessToken: 'token', priority: 1, allowPrivate: true } as const
  return { access, requests }
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

describe('B3: a REST call is sent once, whatever the answer, and its failure has a kind', () => {
  test.each<[string, RequestListener, string]>([
    ['drops the socket', (request) => void request.socket.destroy(), 'unreachable'],
    ['answers HTML', (_, response) => void response.end('<html>'), 'unreachable'],
    ['answers an error as 200', json(200, { error: 'INTERNAL_SERVER_ERROR' }), 'unreachable'],
    ['answers 500', json(500, { error: 'INTERNAL_SERVER_ERROR' }), 'unreachable'],
    ['answers too many', json(503, { error: 'QUERY_LIMIT_EXCEEDED' }), 'query_limit'],
    ['declines the method', json(429, { error: 'OPERATION_TIME_LIMIT' }), 'operation_limit'],
    ['calls the token expired', json(401, { error: 'expired_token' }), 'token'],
    ['moved', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'moved'],
  ])('when the portal %s', async (_, answer, kind) => {
    const { access, requests } = await startPortal(answer)
    const result = await callRest(access, 'event.bind', { event: 'ONCRMDYNAMICITEMADD' })
    expect(result).toMatchObject({ ok: false, failure: { kind } })
    expect(requests).toHaveLength(1)
  })
})

describe('B2: a batch', () => {
  const time = { finish: 1_000, operating_reset_at: 1_090, operating: 480 }

  test('without the method that was declined is sent with the others, and not at all when there are none', async () => {
    const result = {
      result: { b: true },
      result_error: { a: { error: 'OPERATION_TIME_LIMIT' } },
      result_time: { a: time },
    }
    const { access, requests } = await startPortal((request, response) => {
      request
        .on('data', (chunk) => requests.push(String(chunk)))
        .on('end', () => json(200, { result, time: {} })(request, response))
    })
    const list = { method: 'crm.item.list', params: {} }
    const admin = { method: 'user.admin', params: {} }
    const both = new Map([
      ['a', list],
      ['b', admin],
    ])
    const first = await callBatch(access, both)
    const retryAt = expect.toSatisfy((at: Date) => at.getTime() - Date.now() > 85_000)
    expect(first.ok && first.failures.get('a')).toMatchObject({ kind: 'operation_limit', retryAt })
    await callBatch(access, both)
    expect(requests.at(-1)).not.toContain('crm.item.list')
    expect(requests.at(-1)).toContain('user.admin')
    const sent = requests.length
    expect(await callBatch(access, new Map([['a', list]]))).toMatchObject({
      ok: false,
      failure: { kind: 'operation_limit' },
    })
    expect(requests).toHaveLength(sent)
  })
})
