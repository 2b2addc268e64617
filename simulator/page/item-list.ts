import { readItems } from './portal-api.ts'
import type { Item } from './portal-types.ts'

const PAGE_SIZE = 50

export type ItemFilter = { categoryId: number; search: string }

/** The items of one type, newest first, read page by page. */
export class ItemList {
  items: Item[] = []
  hasMore = true
  readonly #entityTypeId: number
  #last: Promise<void> = Promise.resolve()

  constructor(entityTypeId: number) {
    this.#entityTypeId = entityTypeId
  }

  /** Reads on until `count` further items fit the filter, or there are no more. */
  readMore(filter: ItemFilter, count = PAGE_SIZE): Promise<void> {
    return this.#afterOthers(() => this.#readMore(filter, count))
  }

  /** Reads again what has been read, so that changed, new and deleted items show. */
  reread(): Promise<void> {
    return this.#afterOthers(() => this.#reread())
  }

  #afterOthers(read: () => Promise<void>): Promise<void> {
    const run = this.#last.then(read)
    this.#last = run.catch(() => undefined)
    return run
  }

  async #readMore(filter: ItemFilter, count: number): Promise<void> {
    const wanted = this.matching(filter).length + count
    while (this.hasMore && this.matching(filter).length < wanted) {
      const page = await readItems(this.#entityTypeId, this.items.at(-1)?.id ?? null, PAGE_SIZE)
      this.items = [...this.items, ...page]
      this.hasMore = page.length === PAGE_SIZE
    }
  }

  async #reread(): Promise<void> {
    const wanted = Math.max(PAGE_SIZE, this.items.length)
    const fresh: Item[] = []
    let hasMore = true
    while (hasMore && fresh.length < wanted) {
      const page = await readItems(this.#entityTypeId, fresh.at(-1)?.id ?? null, PAGE_SIZE)
      fresh.push(...page)
      hasMore = page.length === PAGE_SIZE
    }
    this.items = fresh
    this.hasMore = hasMore
  }

  matching({ categoryId, search }: ItemFilter): Item[] {
    const words = search.toLowerCase()
    return this.items.filter(
      (item) =>
        (!categoryId || item.category?.id === categoryId) &&
        (!words || item.title.toLowerCase().includes(words) || String(item.id) === words),
    )
  }
}
