import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A stream that is opened anew, from where it was, as often as it ends: as a page does it. */
export function followStream(openFrom: (headers: Record<string, string>) => Promise<IncomingMessage>) {
  const told = new Map<number, number>()
  const statuses: number[] = []
  let [isClosed, lastId] = [false, '']
  let current: { destroy(): void } | null = null
  const read = async (response: IncomingMessage) => {
    response.setEncoding('utf8')
    let rest = ''
    for await (const text of response) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
        if (field('event') === 'item') {
          const id = Number(JSON.parse(field('data') ?? '{}').id.split(':')[1])
          told.set(id, (told.get(id) ?? 0) + 1)
        }
        lastId = field('id') ?? lastId
      }
    }
  }
  const follow = async () => {
    while (!isClosed) {
      try {
        const response = await openFrom(lastId === '' ? {} : { 'last-event-id': lastId })
        current = response
        statuses.push(response.statusCode ?? 0)
        await read(response)
      } catch {
        // It is opened anew.
      }
      await sleep(300)
    }
  }
  void follow()
  return {
    /** How often it was told of each item. */
    told,
    /** Of each time that it was opened. */
    statuses,
    close: () => {
      isClosed = true
      current?.destroy()
    },
  }
}
