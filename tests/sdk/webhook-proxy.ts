import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'

/**
 * An incoming webhook (local-integrations/local-webhooks.md) in front of a portal that has none, over TLS as the SDK demands it:
 * `/rest/<user>/<code>/<method>` is passed on as that user's call with a token.
 */
export async function startWebhookProxy(portalOrigin: string, accessToken: string, folder: string) {
  const certificate = path.join(folder, 'certificate.pem')
  const key = path.join(folder, 'key.pem')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['-newkey', 'rsa:2048', '-noenc', '-days', '2', '-keyout', key, '-out', certificate]
  await promisify(execFile)('openssl', ['req', '-x509', ...made, ...subject])
  const tls = { cert: await readFile(certificate), key: await readFile(key) }
  const server = https.createServer(tls, (request, response) => passOn(portalOrigin, accessToken, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    certificate,
    webhookUrl: `https://127.0.0.1:${port}/rest/1/webhook/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function passOn(portalOrigin: string, accessToken: string, request: IncomingMessage, response: ServerResponse): void {
  const url = (request.url ?? '').replace(/^\/rest\/1\/webhook\//, '/rest/')
  const headers = { ...request.headers, host: new URL(portalOrigin).host, authorization: `Bearer ${accessToken}` }
  const onward = httpRequest(`${portalOrigin}${url}`, { method: request.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
