import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `open` passes everything on. `refuse` drops every connection and takes none. `hang` keeps connections, also new ones, and passes
 * nothing on, as a lost network does.
 */
export type ProxyMode = 'open' | 'refuse' | 'hang'

export type TcpProxy = {
  /** The target's address with the proxy in its place. */
  url: string
  set(mode: ProxyMode): Promise<void>
  /** New connections go there from now on. */
  retarget(target: URL): void
  /** From now on each answer of the target is this much later. */
  slow(delayMs: number): void
  /** How often a client has sent something: about one for each message. */
  readonly sent: number
  /** Lets the connections that carried `text` in their first packet hang for ever; others and new ones go on. */
  freeze(text: string): number
  close(): Promise<void>
}

type Pair = { client: Socket; target: Socket; greeting: string; frozen: boolean }

/** A proxy in front of a TCP server of this machine, whose connections a test can break. */
export async function startTcpProxy(target: URL): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  let mode: ProxyMode = 'open'
  let goal = target
  let delayMs = 0
  let sent = 0
  const apply = (pair: Pair) => {
    const hangs = mode === 'hang' || pair.frozen
    for (const socket of [pair.client, pair.target]) hangs ? socket.pause() : socket.resume()
  }
  const server = createServer((client) => {
    const pair: Pair = { client, target: connect(Number(goal.port), goal.hostname), greeting: '', frozen: false }
    pairs.add(pair)
    forward(pair, { onClosed: () => pairs.delete(pair), onSent: () => (sent += 1), delayMs: () => delayMs })
    apply(pair)
  })
  const port = await listenOn(server, 0)
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const dropAll = () => {
    for (const { client, target: other } of pairs) for (const socket of [client, other]) socket.destroy()
  }
  return {
    url: url.href,
    get sent() {
      return sent
    },
    async set(next) {
      const before = mode
      mode = next
      if (next === 'refuse' && before !== 'refuse') {
        dropAll()
        await stopListening(server)
      }
      if (next !== 'refuse' && before === 'refuse') await listenOn(server, port)
      for (const pair of pairs) apply(pair)
    },
    slow(ms) {
      delayMs = ms
    },
    retarget(next) {
      goal = next
    },
    freeze(text) {
      const chosen = [...pairs].filter((pair) => pair.greeting.includes(text))
      for (const pair of chosen) {
        pair.frozen = true
        apply(pair)
      }
      return chosen.length
    },
    async close() {
      dropAll()
      if (server.listening) await stopListening(server)
    },
  }
}

type Watch = { onClosed: () => void; onSent: () => void; delayMs: () => number }

function forward(pair: Pair, { onClosed, onSent, delayMs }: Watch): void {
  const { client, target } = pair
  client.once('data', (chunk: Buffer) => {
    pair.greeting = chunk.toString('latin1')
  })
  client.on('data', (chunk) => {
    onSent()
    target.write(chunk)
  })
  target.on('data', (chunk) => {
    if (delayMs() === 0) client.write(chunk)
    else setTimeout(() => client.write(chunk), delayMs())
  })
  // Two small packets in a row would wait 40 ms for each other's acknowledgement, which no database's own connection does.
  for (const socket of [client, target]) socket.setNoDelay(true)
  for (const [one, other] of [
    [client, target],
    [target, client],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => {
      onClosed()
      other.destroy()
    })
  }
}

async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

async function stopListening(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
}
