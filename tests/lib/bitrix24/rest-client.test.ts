import { createServer, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
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

const drip: RequestListener = (request, response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 20)
  request.socket.on('close', () => clearInterval(timer))
}

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

  test.each<[string, RequestListener, string]>([
    ['nothing', () => {}, 'unreachable'],
    ['half an answer', (_, response) => void response.writeHead(200).write('{"result":'), 'unreachable'],
    ['a byte now and then', drip, 'unreachable'],
  ])('when the portal sends %s, and no end', async (_, answer, kind) => {
    const { access, requests } = await startPortal(answer)
    const result = await callRest({ ...access, timeoutMs: 1_500 }, 'event.get')
    expect(result).toMatchObject({ ok: false, failure: { kind, code: 'REQUEST_TIMEOUT' } })
    expect(requests).toHaveLength(1)
  })

  test.each([
    [302, 'moved'],
    [308, 'moved'],
    [403, 'other'],
    [404, 'other'],
    [500, 'unreachable'],
    [502, 'unreachable'],
  ])('when it answers %i by a page, or with nothing that is said of errors', async (status, kind) => {
    for (const body of ['<html>', '', '{}', '{"result":true}']) {
      const headers = { location: 'http://127.0.0.1:1/' }
      const { access, requests } = await startPortal(
        (_, response) => void response.writeHead(status, headers).end(body),
      )
      expect(await callRest(access, 'event.get')).toMatchObject({ ok: false, failure: { kind } })
      expect(requests).toHaveLength(1)
    }
  })

  test('when the answer is larger than any may be, packed or not', async () => {
    const large = JSON.stringify({ result: 'x'.repeat(17 * 2 ** 20) })
    for (const [body, headers] of [
      [large, {}],
      [gzipSync(large), { 'content-encoding': 'gzip' }],
    ] as const) {
      const { access, requests } = await startPortal((_, response) => void response.writeHead(200, headers).end(body))
      expect(await callRest(access, 'event.get')).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
      expect(requests).toHaveLength(1)
    }
  })

  test('when the portal has a private address that nobody admitted', async () => {
    const { access, requests } = await startPortal(json(200, { result: true }))
    const result = await callRest({ ...access, allowPrivate: false }, 'event.get')
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unreachable', code: 'EPRIVATE' } })
    expect(requests).toEqual([])
  })
})

describe('a call', () => {
  test('posts its parameters and the token as JSON, and the token nowhere else', async () => {
    const seen: { method?: string; url?: string; headers: object; body: string }[] = []
    const { access } = await startPortal(async (request, response) => {
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body: await text(request) })
      json(200, { result: true })(request, response)
    })
    await callRest(access, 'crm.item.list', { filter: { '>id': 5 }, select: ['id'], none: null, never: undefined })
    const [{ method, url, headers, body } = { headers: {}, body: '' }] = seen
    expect([method, url?.split('?')[0]]).toEqual(['POST', '/rest/crm.item.list'])
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'accept-encoding': expect.stringContaining('gzip'),
    })
    expect(JSON.parse(body)).toEqual({ filter: { '>id': 5 }, select: ['id'], none: null, auth: 'token' })
    expect(url + JSON.stringify(headers)).not.toContain('token')
  })

  test.each<[string, string | Buffer, object]>([
    ['packed', gzipSync('{"result":"ü"}'), { 'content-encoding': 'gzip' }],
    ['after a byte order mark', '\ufeff{"result":"ü"}', {}],
    ['called a page', '{"result":"ü"}', { 'content-type': 'text/html' }],
  ])('reads an answer that comes %s', async (_, body, headers) => {
    const { access } = await startPortal((__, response) => void response.writeHead(200, { ...headers }).end(body))
    expect(await callRest(access, 'event.get')).toMatchObject({ ok: true, result: 'ü' })
  })

  test('reads a refusal that names its code as the newer REST does', async () => {
    const { access } = await startPortal(json(403, { error: { code: 'INSUFFICIENT_SCOPE', message: 'No.' } }))
    expect(await callRest(access, 'event.get')).toMatchObject({ ok: false, failure: { kind: 'denied' } })
  })
})

describe('what is no text where a text should be is a failure like others, and no bug', () => {
  const noText = { toString: 1, valueOf: 1 }

  test.each<[string, number, object]>([
    ['a description', 400, { error: 'ACCESS_DENIED', error_description: noText }],
    ['a code', 400, { error: noText }],
  ])('%s', async (_, status, body) => {
    const { access } = await startPortal(json(status, body))
    expect(await callRest(access, 'user.admin')).toMatchObject({ ok: false, failure: { code: expect.any(String) } })
  })

  test('a part of a batch', async () => {
    const refused = { error: 'ACCESS_DENIED', error_description: noText }
    const { access } = await startPortal(json(200, { result: { result: {}, result_error: { a: refused, b: noText } } }))
    const command = { method: 'user.admin', params: {} }
    const both = new Map([
      ['a', command],
      ['b', command],
    ])
    const answer = await callBatch(access, both)
    expect(answer.ok && [...answer.failures.values()].map(({ kind }) => kind)).toEqual(['denied', 'other'])
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

describe('an answer that lacks what an older box leaves out', () => {
  const time = { start: 1, finish: 2, date_start: '', date_finish: '', duration: 1, processing: 1 }

  test.each<[string, object]>([
    ['nothing but its result', { result: true }],
    ['no figures', { result: true, time }],
    ['a time without parts', { result: true, time: {} }],
    ['an empty map of PHP for its time', { result: true, time: [] }],
    ['null for its time', { result: true, time: null }],
    ['no word on an error', { result: true, error: null }],
  ])('is read: %s', async (_, body) => {
    const { access } = await startPortal(json(200, body))
    expect(await callRest(access, 'user.admin')).toMatchObject({ ok: true, result: true })
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['false', false],
    ['an empty list', []],
    ['0', 0],
  ])('is read where the result is %s', async (_, result) => {
    const { access } = await startPortal(json(200, { result }))
    expect(await callRest(access, 'user.admin')).toMatchObject({ ok: true, result })
  })

  test.each<[string, number, object, string]>([
    ['an empty code', 200, { error: '', error_description: 'Insufficient permissions', result: [] }, 'NO_CODE'],
    ['an empty code as 400', 400, { error: '', error_description: 'Insufficient permissions' }, 'NO_CODE'],
    ['0', 200, { error: 0, error_description: 'Application context required' }, 'NO_CODE'],
    ['0 as text', 400, { error: '0', error_description: 'Application context required' }, 'NO_CODE'],
    ['a number', 400, { error: 100, error_description: 'Could not find value for parameter {id}' }, '100'],
    ['a code without a description', 400, { error: 'ERROR_CORE' }, 'ERROR_CORE'],
  ])('is a refusal where its error is %s', async (_, status, body, code) => {
    const { access } = await startPortal(json(status, body))
    const answer = await callRest(access, 'event.bind')
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'other', code } })
  })

  test.each<[string, unknown]>([
    ['neither', {}],
    ['a time alone', { time }],
    ['a list', []],
    ['a word', 'OK'],
    ['null', null],
  ])('without result and error is none: %s', async (_, body) => {
    const { access } = await startPortal(json(200, body))
    expect(await callRest(access, 'user.admin')).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
  })

  const commands = new Map([
    ['a', { method: 'user.admin', params: {} }],
    ['b', { method: 'event.get', params: {} }],
  ])

  test.each<[string, object]>([
    ['only the results', { result: { result: { a: true, b: [] } } }],
    [
      'PHP’s empty maps',
      { result: { result: { a: true, b: [] }, result_error: [], result_total: [], result_next: [], result_time: [] } },
    ],
    ['null for each map', { result: { result: { a: true, b: [] }, result_error: null, result_time: null } }],
  ])('of a batch is read: %s', async (_, body) => {
    const { access } = await startPortal(json(200, body))
    const answer = await callBatch(access, commands)
    expect(answer).toMatchObject({ ok: true, portalTime: null })
    expect(answer.ok && [...answer.results]).toEqual([
      ['a', true],
      ['b', []],
    ])
    expect(answer.ok && answer.failures.size).toBe(0)
  })

  test.each([
    ['an empty code', { error: '', error_description: 'Insufficient permissions' }],
    ['0', { error: 0 }],
    ['nothing at all', []],
  ])('of a batch refuses a part whose error is %s', async (_, error) => {
    const { access } = await startPortal(json(200, { result: { result: { a: true }, result_error: { b: error } } }))
    const answer = await callBatch(access, commands)
    expect(answer.ok && answer.failures.get('b')).toMatchObject({ kind: 'other', code: 'NO_CODE' })
  })
})
