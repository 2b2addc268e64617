import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'

export type Front = {
  url: string
  close(): Promise<void>
}

/** The address that Bitrix24 knows: hands each request to the next instance. One that is gone answers 502, as a load balancer does. */
export async function startFront(instances: () => readonly string[]): Promise<Front> {
  let turn = 0
  const server = createServer((incoming, response) => {
    const urls = instances()
    turn += 1
    forward(urls[turn % urls.length] ?? '', incoming, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function forward(origin: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', headers, url = '/' } = incoming
  const sent = request(`${origin}${url}`, { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    // An instance that is killed in the middle of its answer breaks it off; piped alone, it would never end.
    pipeline(answer, response, () => undefined)
  })
  sent.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
  response.on('close', () => sent.destroy())
  incoming.pipe(sent)
}
