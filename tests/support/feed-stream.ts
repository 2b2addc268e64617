import { createParser } from 'eventsource-parser'
import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem, FeedStatus } from '#lib/feed/feed-item.ts'

type StreamEvent = { name: string; id: string | undefined; data: unknown }

/** Reads a live stream in the background and keeps all that came, in order. */
export class FeedStream {
  readonly headers: Headers
  readonly events: StreamEvent[] = []
  comments = 0
  /** After which time to come back, once the server has said so. */
  retryMs: number | undefined
  /** `ended` by the server in good order, `cut` by us, or `broken` on the way. */
  readonly ended: Promise<'ended' | 'cut' | 'broken'>
  /** The first `status` has come, which follows what was new when the stream began, or the stream has ended. */
  readonly toldStatus: Promise<void>
  readonly #told = Promise.withResolvers<void>()
  readonly #cutting: AbortController

  constructor(response: Response, body: ReadableStream<Uint8Array>, cutting: AbortController) {
    this.headers = response.headers
    this.#cutting = cutting
    this.ended = this.#read(body).finally(() => this.#told.resolve())
    this.toldStatus = this.#told.promise
  }

  get items(): FeedItem[] {
    return this.#named('item') as FeedItem[]
  }

  get removed(): ItemRef[] {
    return this.#named('removed') as ItemRef[]
  }

  get statuses(): FeedStatus[] {
    return this.#named('status') as FeedStatus[]
  }

  get itemIds(): number[] {
    return this.items.map((item) => item.itemId)
  }

  /** What a browser would send to resume. */
  get lastEventId(): string {
    return this.ids.at(-1) ?? '0'
  }

  get ids(): string[] {
    return this.events.flatMap(({ id }) => (id === undefined ? [] : [id]))
  }

  /** As a lost network would: the server only notices that the reader is gone. */
  async cut(): Promise<void> {
    this.#cutting.abort()
    await this.ended
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<'ended' | 'cut' | 'broken'> {
    const parser = createParser({
      onEvent: ({ event = 'message', id, data }) => {
        this.events.push({ name: event, id, data: JSON.parse(data) })
        if (event === 'status') this.#told.resolve()
      },
      onRetry: (ms) => {
        this.retryMs = ms
      },
      onComment: () => {
        this.comments += 1
      },
    })
    const decoder = new TextDecoder()
    try {
      for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
      return 'ended'
    } catch {
      return this.#cutting.signal.aborted ? 'cut' : 'broken'
    }
  }

  #named(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.data)
  }
}
