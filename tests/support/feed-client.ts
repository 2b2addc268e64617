import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem, FeedPage } from '#lib/feed/feed-item.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { FeedStream } from './feed-stream.ts'

type Answer<T> = { status: number; body: T }
type Changes = { items: FeedItem[]; removed: ItemRef[]; headRevision: string; reset: boolean }
type WantedWatch =
  | number
  | { entityTypeId: number; visibility?: 'crm' | 'portal'; history?: 'none' | 'week' | 'last500' }

/** What the frame of one viewer calls, with that viewer's session. */
export class FeedClient {
  readonly #appUrl: string
  readonly #token: string

  constructor(appUrl: string, session: Pick<FrameSession, 'token'>) {
    this.#appUrl = appUrl
    this.#token = session.token
  }

  /** The same viewer at another instance of the app. */
  at(appUrl: string): FeedClient {
    return new FeedClient(appUrl, { token: this.#token })
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${this.#token}`)
    return fetch(`${this.#appUrl}${path}`, { ...init, headers })
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await this.request(path, { ...init, headers: { 'content-type': 'application/json' } })
    return { status: response.status, body: (await response.json()) as T }
  }

  /** @param query e.g. `entityTypeId=31&limit=2`. */
  feed(query = ''): Promise<FeedPage> {
    return this.#ok('GET', `/api/feed?${query}`)
  }

  /**
   * Everything this viewer's feed lists, newest first, through all its pages; whoever goes on from `headRevision` misses
   * nothing, and whoever is beyond it already only what `isPartial` says is missing.
   */
  async wholeFeed(query = ''): Promise<Omit<FeedPage, 'nextCursor'>> {
    const { nextCursor: cursor, ...first } = await this.feed(`limit=100&${query}`)
    const items = [...first.items]
    for (let nextCursor = cursor; nextCursor !== null; ) {
      const page = await this.feed(`limit=100&${query}&before=${nextCursor}`)
      items.push(...page.items)
      nextCursor = page.nextCursor
    }
    return { ...first, items }
  }

  async itemIds(query = ''): Promise<number[]> {
    return (await this.wholeFeed(query)).items.map(({ itemId }) => itemId)
  }

  async item(entityTypeId: number, itemId: number): Promise<FeedItem | undefined> {
    const { items } = await this.feed(`entityTypeId=${entityTypeId}&limit=100`)
    return items.find((item) => item.itemId === itemId)
  }

  changes(since: string | number): Promise<Changes> {
    return this.#ok('GET', `/api/feed/changes?since=${since}`)
  }

  async watches(): Promise<Watch[]> {
    return (await this.#ok<{ watches: Watch[] }>('GET', '/api/watches')).watches
  }

  /** The same without when each was last swept: a sweep may come at any time. */
  async watchSettings(): Promise<Omit<Watch, 'sweptAt'>[]> {
    return (await this.watches()).map(({ sweptAt: _, ...settings }) => settings)
  }

  /** The whole wanted set; a number stands for the type with the default visibility. */
  async watch(...wanted: WantedWatch[]): Promise<Watch[]> {
    const watches = wanted.map((watch) => (typeof watch === 'number' ? { entityTypeId: watch } : watch))
    return (await this.#ok<{ watches: Watch[] }>('PUT', '/api/watches', { watches })).watches
  }

  /** Opens the live stream; resolves once its answer has begun. */
  async stream({ lastEventId, query = '' }: { lastEventId?: string; query?: string } = {}): Promise<FeedStream> {
    const cutting = new AbortController()
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
    const response = await this.request(`/api/feed/stream?${query}`, { headers, signal: cutting.signal })
    if (!response.ok || !response.body) throw new Error(`stream: ${response.status} ${await response.text()}`)
    return new FeedStream(response, response.body, cutting)
  }

  async #ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}
