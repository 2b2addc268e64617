import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Listener = {
  port: number
  origin: string
  close: () => Promise<void>
}

/** Serves on 127.0.0.1; port 0 takes a free one. Closing also ends what is still hanging. */
export function listen(port: number, handler: RequestListener): Promise<Listener> {
  const server = http.createServer(handler)
  server.keepAliveTimeout = 65_000
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port
      resolve({
        port: taken,
        origin: `http://127.0.0.1:${taken}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
}
