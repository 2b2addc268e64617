import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { once } from './once.ts'

/**
 * Below the ports that Linux, macOS and Windows hand out to connections and to servers that name none: nothing takes one of these
 * between the choice and the moment its owner listens, or while the owner restarts.
 */
const CHOICE = { from: 12_000, to: 32_000 }
/** Processes that start beside one another choose from other ports, as a good while passes until each of theirs is listened on. */
const SLOT = 200
const TRIES = 100

/** True when a server could listen there now. */
export async function probePortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  server.once('error', () => resolve(false))
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  return promise
}

/** A port that was free a moment ago, and that the system gives to nobody who does not ask for it by number. */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  const given = once('given-ports', () => new Set<number>())
  const slot = CHOICE.from + (process.pid % ((CHOICE.to - CHOICE.from) / SLOT)) * SLOT
  for (let tries = 0; tries < TRIES; tries++) {
    const port = tries < TRIES / 2 ? randomInt(slot, slot + SLOT) : randomInt(CHOICE.from, CHOICE.to)
    if (given.has(port)) continue
    given.add(port)
    if (await probePortFree(port, host)) return port
  }
  throw new Error(`No port of ${host} is free.`)
}
