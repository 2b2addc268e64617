import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type WatchedPort = {
  port: number
  /** How many connections have come, on any address of this machine. */
  connections(): number
  close(): Promise<void>
}

/**
 * Listens on every address of this machine, IPv4 and IPv6.
 * @param answer what a connection is told, e.g. a redirect as raw HTTP; without it, it is cut.
 */
export async function watchPort(answer?: () => string): Promise<WatchedPort> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => {})
    if (answer === undefined) socket.destroy()
    else socket.once('data', () => socket.end(answer()))
  })
  server.listen(0)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
