import { createParser } from 'eventsource-parser'
import { bearer, open } from './http.ts'

/** An open feed stream of one viewer. */
export type OpenStream = {
  /** When this item's row came (performance.now), also if that was earlier. */
  arrivalOf(entityTypeId: number, itemId: number): Promise<number>
  close(): void
}

/**
 * Opens a stream and waits for its first status, so that everything from then on comes live.
 * @param from headers that say where the request comes from.
 */
export async function openStream(
  appUrl: string,
  token: string,
  from: Record<string, string> = {},
): Promise<OpenStream> {
  const response = await open(`${appUrl}/api/feed/stream`, { headers: { ...bearer(token), ...from } })
  if (response.statusCode !== 200) throw new Error(`The stream answered ${response.statusCode}.`)
  const arrivals = new Map<string, PromiseWithResolvers<number>>()
  const arrival = (id: string) => {
    const known = arrivals.get(id) ?? Promise.withResolvers<number>()
    arrivals.set(id, known)
    return known
  }
  const opened = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'status') opened.resolve()
      if (event === 'item') arrival((JSON.parse(data) as { id: string }).id).resolve(performance.now())
    },
  })
  response.setEncoding('utf8')
  response.on('data', (text: string) => parser.feed(text))
  // Closing it from our side is an error of the response.
  response.on('error', () => {})
  await opened.promise
  return {
    arrivalOf: (entityTypeId, itemId) => arrival(`${entityTypeId}:${itemId}`).promise,
    close: () => response.destroy(),
  }
}
