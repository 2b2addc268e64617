import { attempt } from './attempt.ts'
import { element } from './element.ts'
import { icon } from './icons.ts'
import { openItemDialog } from './item-dialog.ts'
import { ItemList } from './item-list.ts'
import { onSearch, searchText } from './item-search.ts'
import { itemTable } from './item-table.ts'
import { formatNumber, text } from './languages.ts'
import { link } from './link.ts'
import type { Page } from './page.ts'
import { findType, onChange } from './portal-state.ts'
import type { EntityType } from './portal-types.ts'
import { listPath } from './route.ts'
import { statePage } from './state-page.ts'

/** The CRM list of a smart process or of invoices; `categoryId` 0 shows all pipelines. */
export function listPage(entityTypeId: number, categoryId: number): Page {
  const type = findType(entityTypeId)
  if (!type) return denied()
  const list = new ItemList(entityTypeId)
  const total = element('span', { class: 'total' })
  const grid = element('section', { class: 'card grid-card' })
  const more = element(
    'button',
    { type: 'button', class: 'show-more', click: () => attempt(readMore) },
    text('showMore'),
  )
  const filter = () => ({ categoryId, search: searchText() })
  let known = new Set<number>()

  const show = () => {
    const items = list.matching(filter())
    const fresh = new Set(known.size > 0 ? items.map(({ id }) => id).filter((id) => !known.has(id)) : [])
    const empty = element('p', { class: 'empty' }, text(list.items.length > 0 ? 'nothingFound' : 'noItems'))
    total.textContent = `${text('total')}: ${formatNumber(findType(entityTypeId)?.count ?? list.items.length)}`
    grid.replaceChildren(itemTable(findType(entityTypeId) ?? type, items, fresh), ...(items.length > 0 ? [] : [empty]))
    if (list.hasMore) grid.append(more)
    known = new Set(list.items.map(({ id }) => id))
  }
  const readMore = async () => {
    known = new Set()
    await list.readMore(filter())
    show()
  }
  const reread = async () => {
    await list.reread()
    show()
  }
  const endings = [onChange(() => attempt(reread)), onSearch(() => attempt(readMore))]
  return {
    node: element('div', { class: 'page' }, header(type, categoryId, total), grid),
    open: readMore,
    dispose: () => {
      for (const end of endings) end()
    },
  }
}

function header(type: EntityType, categoryId: number, total: HTMLElement): HTMLElement {
  const create = element(
    'button',
    {
      type: 'button',
      class: 'button success',
      'data-testid': 'portal-create',
      click: () => openItemDialog(type, categoryId),
    },
    icon('plus', 20),
    text('create'),
  )
  const pill = (id: number, name: string) =>
    link(
      listPath(type.entityTypeId, id),
      { class: 'pill', 'aria-current': id === categoryId ? 'page' : undefined },
      name,
    )
  const pills = type.categories.length > 1 && [
    pill(0, text('allPipelines')),
    ...type.categories.map(({ id, name }) => pill(id, name)),
  ]
  return element(
    'header',
    { class: 'page-header' },
    element('h1', { id: 'pagetitle' }, type.title),
    create,
    pills && element('nav', { class: 'pills' }, ...pills),
    total,
  )
}

const denied = (): Page => ({
  node: element(
    'div',
    { class: 'page' },
    element('h1', { class: 'unseen' }, 'CRM'),
    statePage('lock', text('accessDenied'), text('accessDeniedText'), 'access_denied'),
  ),
  open: async () => {},
  dispose: () => {},
})
