import { element } from './element.ts'
import { icon } from './icons.ts'
import { openItemCard } from './item-card.ts'
import { person } from './item-fields.ts'
import { openItemMenu } from './item-menu.ts'
import { formatTime, text } from './languages.ts'
import type { EntityType, Item } from './portal-types.ts'
import { detailsPath } from './route.ts'
import { stageChip } from './stage-chip.ts'

/** The grid of a CRM list. Items in `fresh` are shown as just arrived. */
export function itemTable(type: EntityType, items: Item[], fresh: ReadonlySet<number>): HTMLElement {
  const hasStages = type.stages.length > 0
  const head = element(
    'tr',
    {},
    element('th', { class: 'id' }, 'ID'),
    element('th', {}, text('title')),
    hasStages && element('th', {}, text('stage')),
    element('th', { class: 'wide' }, text('responsible')),
    element('th', { class: 'wide' }, text('created')),
    element('th', { class: 'tools' }, element('span', { class: 'unseen' }, text('actions'))),
  )
  const rows = items.map((item) => itemRow(type, item, hasStages, fresh.has(item.id)))
  return element('table', { class: 'grid' }, element('thead', {}, head), element('tbody', {}, ...rows))
}

function itemRow(type: EntityType, item: Item, hasStages: boolean, isFresh: boolean): HTMLElement {
  const openCard = (event: Event) => {
    event.preventDefault()
    openItemCard(type.entityTypeId, item.id)
  }
  const openTools = (event: Event) => {
    event.stopPropagation()
    if (event.currentTarget instanceof HTMLElement) openItemMenu(event.currentTarget, type, item)
  }
  const tools = element(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': text('actions'),
      'aria-haspopup': 'menu',
      'data-testid': 'row-menu',
      click: openTools,
    },
    icon('more', 20),
  )
  return element(
    'tr',
    { class: isFresh ? 'fresh' : '', 'data-testid': 'portal-row', 'data-item-id': item.id, click: openCard },
    element('td', { class: 'id' }, String(item.id)),
    element(
      'td',
      { class: 'title' },
      element('a', { href: detailsPath(type.entityTypeId, item.id) }, item.title),
      element('div', { class: 'narrow' }, formatTime(item.createdTime)),
    ),
    hasStages && element('td', {}, item.stage ? stageChip(item.stage) : '—'),
    element('td', { class: 'wide' }, person(item.assignedBy)),
    element('td', { class: 'wide nowrap' }, formatTime(item.createdTime)),
    element('td', { class: 'tools' }, tools),
  )
}
