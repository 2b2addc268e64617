import { setTimeout as sleep } from 'node:timers/promises'
import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { FeedClient } from '../support/feed-client.ts'
import type { FeedStream } from '../support/feed-stream.ts'

const HEARD = 40
/** What a stream is slow to tell has half a second; the next look at everything comes after that. */
const LOOKS_AT_ROWS = 25
const BETWEEN_LOOKS_MS = 20

const keyOf = ({ entityTypeId, itemId }: ItemRef) => `${entityTypeId}:${itemId}`

/**
 * What one viewer has on the screen: what the feed was once or when a stream last said "reset", and since then nothing but what
 * streams brought, whichever instance they were opened at, and however often they were cut. As in the frame, a stream goes on
 * beyond a reset, unless the feed that was read then lacks something.
 */
export class Screen {
  readonly name: string
  readonly #open: () => Promise<FeedClient>
  readonly #instances: () => readonly string[]
  readonly rows = new Map<string, FeedItem>()
  readonly problems: string[] = []
  #client: FeedClient | null = null
  #stream: FeedStream | null = null
  #read = 0
  #lastId = '0'
  #lastRevision = 0n
  #turn = 0
  #moves = 0
  #mustRead = true
  #isAdmin: boolean
  /** What has come of what it did, the newest last: told where a story fails. */
  readonly #heard: string[] = []

  constructor(name: string, open: () => Promise<FeedClient>, instances: () => readonly string[], isAdmin: boolean) {
    this.name = name
    this.#open = open
    this.#instances = instances
    this.#isAdmin = isAdmin
  }

  /** The network is lost; the next turn resumes at another instance, from the last id. */
  async cut(): Promise<void> {
    await this.#stream?.cut()
    this.#take()
    this.#stream = null
    this.#turn += 1
  }

  /** The page's session is another one from the next turn on: each ends some day, or with the portal's address. */
  async renewSession(): Promise<void> {
    await this.cut()
    this.#client = null
  }

  /** Reads what has come, and comes back where the stream has ended. Fails quietly: the next turn tries again. */
  async turn(): Promise<void> {
    this.#take()
    const ended = this.#stream && (await Promise.race([this.#stream.ended, Promise.resolve(null)]))
    if (ended) await this.cut()
    try {
      this.#client ??= await this.#open()
      if (this.#mustRead) await this.#readFeed(this.#client.at(this.#instance()))
      this.#take()
      if (this.#stream === null) await this.#resume(this.#client)
    } catch (error) {
      // Also a session that has ended: sign in anew.
      this.#client = null
      this.#hear(`failed: ${String(error).slice(0, 80)}`)
    }
  }

  /**
   * Takes turns until it has read what it has to, and its stream has told how the feed stands, which comes after what is new. A
   * stream that ends before that, of a server that is slow, is opened again with the next look.
   */
  async catchUp(): Promise<void> {
    await this.turn()
    await this.#stream?.toldStatus
    await this.turn()
  }

  /** Takes turns until nothing is wrong with its rows, or nothing has come for long. @returns what is wrong with them then. */
  async comesToShow(judge: (rows: ReadonlyMap<string, FeedItem>) => string[]): Promise<string[]> {
    for (let left = LOOKS_AT_ROWS; ; left -= 1) {
      const problems = judge(this.rows)
      if (problems.length === 0 || left === 0) return problems
      await sleep(BETWEEN_LOOKS_MS)
      await this.turn()
    }
  }

  /** Counts all that moved it, but for how the feed stands: what does not change has come to rest. */
  get moves(): number {
    return this.#moves
  }

  describe(): string {
    const stands = this.#mustRead ? 'has to read' : 'has read'
    const stream = this.#stream ? 'with a stream' : 'without a stream'
    return `the screen of ${this.name} is at ${this.#lastId}, ${stands}, ${stream}: ${this.#heard.join(', ')}`
  }

  #hear(what: string): void {
    if (!what.startsWith('status')) this.#moves += 1
    this.#heard.push(what)
    if (this.#heard.length > HEARD) this.#heard.shift()
  }

  async #resume(client: FeedClient): Promise<void> {
    this.#stream = await client.at(this.#instance()).stream({ lastEventId: this.#lastId })
    this.#read = 0
    this.#lastRevision = 0n
    this.#hear(`opened after ${this.#lastId} at ${this.#turn}`)
  }

  #instance(): string {
    const urls = this.#instances()
    return urls[this.#turn % urls.length] ?? ''
  }

  async #readFeed(client: FeedClient): Promise<void> {
    const { items, headRevision, isPartial } = await client.wholeFeed()
    this.#hear(`read ${items.length} up to ${headRevision}${isPartial ? ' in part' : ''}`)
    this.rows.clear()
    for (const item of items) this.rows.set(keyOf(item), item)
    this.#mustRead = false
    if (this.#lastId !== '0' && !isPartial) return
    this.#lastId = headRevision
    void this.#stream?.cut()
    this.#stream = null
  }

  #take(): void {
    const stream = this.#stream
    if (!stream) return
    for (; this.#read < stream.events.length; this.#read += 1) {
      const event = stream.events[this.#read]
      if (!event) return
      if (event.id !== undefined) this.#noteId(event.id)
      this.#hear(`${event.name} ${event.id ?? ''}`)
      if (event.name === 'item') this.#show(event.data as FeedItem)
      if (event.name === 'removed') this.rows.delete(keyOf(event.data as ItemRef))
      if (event.name === 'reset') {
        // What comes after it is merged into what is read then.
        this.#mustRead = true
        this.#read += 1
        return
      }
    }
  }

  #noteId(id: string): void {
    if (BigInt(id) < BigInt(this.#lastId)) this.problems.push(`${this.name}: id ${id} after ${this.#lastId}`)
    this.#lastId = id
  }

  #show(item: FeedItem): void {
    const revision = BigInt(item.revision)
    if (this.#isAdmin && revision <= this.#lastRevision) {
      this.problems.push(`${this.name}: revision ${revision} after ${this.#lastRevision} on one stream`)
    }
    this.#lastRevision = revision
    const known = this.rows.get(keyOf(item))
    if (!known || BigInt(known.revision) < revision) this.rows.set(keyOf(item), item)
  }
}
