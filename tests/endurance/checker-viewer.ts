import type { FeedClient } from '../support/feed-client.ts'
import type { FeedStream } from '../support/feed-stream.ts'

/** When the CRM began (or ceased) to show an item to this viewer, and from when on the app has to follow. */
type Right = {
  from: number
  dueAt: number
  visible: boolean
}

export type Finding = {
  viewer: string
  how: string
  itemId: number
}

/** What the CRM shows to one viewer, item by item, with the times at which that changed. */
class Rights {
  readonly #byItem = new Map<number, Right[]>()

  /** @param graceMs how long the app may go by what it asked before. */
  set(itemId: number, visible: boolean, from: number, graceMs: number): void {
    const known = this.#byItem.get(itemId) ?? []
    if ((known.at(-1)?.visible ?? false) !== visible)
      this.#byItem.set(itemId, [...known, { from, dueAt: from + graceMs, visible }])
  }

  /** Items that have to be shown now. */
  get due(): number[] {
    return this.#last(({ visible, dueAt }) => visible && dueAt <= Date.now())
  }

  /** Items that must not be shown any more. */
  get ended(): number[] {
    return this.#last(({ visible, dueAt }) => !visible && dueAt <= Date.now())
  }

  /** When the app has had its time to follow everything, in milliseconds since 1970. */
  get settlesAt(): number {
    return Math.max(0, ...[...this.#byItem.values()].map((rights) => rights.at(-1)?.dueAt ?? 0))
  }

  get known(): number[] {
    return [...this.#byItem.keys()]
  }

  /** Whether the CRM showed it at any time from `since` to `until`. */
  wasVisible(itemId: number, since: number, until: number): boolean {
    const rights = this.#byItem.get(itemId) ?? []
    return rights.some(({ visible, from }, at) => visible && from <= until && (rights[at + 1]?.dueAt ?? until) >= since)
  }

  #last(holds: (right: Right) => boolean): number[] {
    return [...this.#byItem].flatMap(([itemId, rights]) =>
      rights.some((right, at) => at === rights.length - 1 && holds(right)) ? [itemId] : [],
    )
  }
}

/** One viewer at one instance: everything that it is sent is compared with that viewer's rights at that time. */
export class CheckedViewer {
  readonly name: string
  readonly rights = new Rights()
  readonly excess: Finding[] = []
  bytes = 0
  events = 0
  #client: FeedClient
  #stream: FeedStream
  #readEvents = 0
  /** What the page has on its screen. */
  #shown = new Set<number>()
  /** Taken from the screen while it is being read anew; null while it is not. */
  #removedMeanwhile: Set<number> | null = null
  #mustRead = false
  /** Judged a little later, when what the CRM shows is known for that moment. */
  #received: { how: string; text: string; at: number; everBefore: boolean }[] = []

  constructor(name: string, client: FeedClient, stream: FeedStream) {
    this.name = name
    this.#client = client
    this.#stream = stream
  }

  /** Takes down what the stream has brought. To be called often: that is the time by which it is judged. */
  readStream(): void {
    const fresh = this.#stream.events.slice(this.#readEvents)
    this.#readEvents += fresh.length
    this.events += fresh.length
    for (const { name, data } of fresh) {
      // What was shown once may be taken away at any time.
      this.#take(`stream ${name}`, JSON.stringify(data), name === 'removed')
      const { itemId } = data as { itemId?: number }
      if (itemId !== undefined && name === 'item') this.#shown.add(itemId)
      if (itemId !== undefined && name === 'removed') {
        this.#shown.delete(itemId)
        this.#removedMeanwhile?.add(itemId)
      }
      if (name === 'reset') this.#mustRead = true
    }
  }

  /** The page loses its stream and resumes it, with a new session. */
  async reopen(client: FeedClient): Promise<void> {
    await this.#stream.cut()
    this.readStream()
    const { lastEventId } = this.#stream
    this.#client = client
    this.#stream = await client.stream({ lastEventId })
    this.#readEvents = 0
  }

  async close(): Promise<void> {
    await this.#stream.cut()
  }

  /** Takes down what the list, the changes and the watches say now. */
  async readAnswers(): Promise<void> {
    if (this.#mustRead) await this.#readScreen()
    for (const path of ['/api/feed?limit=100', '/api/feed/changes?since=0', '/api/watches']) {
      const response = await this.#client.request(path)
      const text = await response.text()
      if (!response.ok) continue
      const { removed, ...rest } = JSON.parse(text) as { removed?: unknown }
      this.#take(path, JSON.stringify(rest), false)
      this.#take(`${path} removed`, JSON.stringify(removed ?? []), true)
    }
  }

  /** What a page does that was told to start again. While the portal does not say, the list is unavailable: later then. */
  async #readScreen(): Promise<void> {
    this.#mustRead = false
    const before = this.#shown
    this.#shown = new Set()
    this.#removedMeanwhile = new Set()
    const ids = await this.#client.itemIds().catch(() => null)
    if (!ids) {
      this.#mustRead = true
      this.#shown = new Set([...before, ...this.#shown])
    }
    for (const id of ids ?? []) this.#shown.add(id)
    for (const id of this.#removedMeanwhile) this.#shown.delete(id)
    this.#removedMeanwhile = null
  }

  /**
   * Compares what was received with what the CRM showed. Each title holds its item's id as `<id>`, so that a title that came
   * by another way is found too.
   * @param behindMs what the app may be behind.
   */
  judge(receivedBefore: number, behindMs: number): void {
    const ripe = this.#received.filter(({ at }) => at < receivedBefore)
    this.#received = this.#received.filter(({ at }) => at >= receivedBefore)
    for (const { how, text, at, everBefore } of ripe) {
      const ids = [...text.matchAll(/"itemId":(\d+)|<(\d+)>/g)].map(([, id, inTitle]) => Number(id ?? inTitle))
      for (const itemId of new Set(ids)) {
        const wasVisible = this.rights.wasVisible(itemId, everBefore ? 0 : at - behindMs, at)
        if (!wasVisible) this.excess.push({ viewer: this.name, how, itemId })
      }
    }
  }

  /** What is missing or left over now: in the list, and of what the stream has left on the screen. */
  async compare(): Promise<{ missing: Finding[]; leftOver: Finding[] }> {
    if (this.#mustRead) await this.#readScreen()
    const places = { list: new Set(await this.#client.itemIds()), stream: this.#shown }
    const found = (ids: number[], isThere: boolean) =>
      Object.entries(places).flatMap(([how, has]) =>
        ids.filter((id) => has.has(id) === isThere).map((itemId) => ({ viewer: this.name, how, itemId })),
      )
    return { missing: found(this.rights.due, false), leftOver: found(this.rights.ended, true) }
  }

  #take(how: string, text: string, everBefore: boolean): void {
    this.bytes += Buffer.byteLength(text)
    this.#received.push({ how, text, at: Date.now(), everBefore })
  }
}
