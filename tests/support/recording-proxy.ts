import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type RecordingProxy = {
  /** Origin. */
  url: string
  /** Every answer that has passed, heads and bodies as text: by request line. */
  answers: { to: string; head: string; body: string }[]
  close(): Promise<void>
}

/** Stands before the app and writes down all that it answers, to whomever. */
export async function startRecordingProxy(appPort: number): Promise<RecordingProxy> {
  const answers: RecordingProxy['answers'] = []
  const server = createServer((incoming, response) => forward(appPort, incoming, response, answers))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function forward(
  port: number,
  incoming: IncomingMessage,
  response: ServerResponse,
  answers: RecordingProxy['answers'],
): void {
  // Compressed answers could not be searched.
  const headers = { ...incoming.headers, 'accept-encoding': 'identity' }
  const { method, url: path } = incoming
  const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    const recorded = { to: `${method} ${path}`, head: answer.rawHeaders.join('\n'), body: '' }
    answers.push(recorded)
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('data', (chunk: Buffer) => {
      recorded.body += chunk.toString('utf8')
      response.write(chunk)
    })
    answer.on('end', () => response.end())
    answer.on('error', () => response.destroy())
  })
  sent.on('error', () => response.destroy())
  response.on('close', () => sent.destroy())
  incoming.pipe(sent)
}
