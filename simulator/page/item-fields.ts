import { avatar } from './avatar.ts'
import { type Child, element } from './element.ts'
import { formatMoney, formatTime, text } from './languages.ts'
import type { Item, Person } from './portal-types.ts'

/** The two columns of a card: the fields, and the history. */
export function itemFields(item: Item, edit: () => void): HTMLElement {
  const amount = item.opportunity && item.currencyId ? formatMoney(item.opportunity, item.currencyId) : ''
  const fields = element(
    'section',
    { class: 'card fields' },
    element(
      'h3',
      {},
      text('aboutItem'),
      element('button', { type: 'button', class: 'text-button', click: edit }, text('edit')),
    ),
    element(
      'dl',
      {},
      ...field('ID', String(item.id)),
      ...field(text('title'), item.title),
      ...(item.category ? field(text('pipeline'), item.category.name) : []),
      ...(amount ? field(text('amount'), amount) : []),
      ...field(text('responsible'), person(item.assignedBy)),
      ...field(text('created'), formatTime(item.createdTime)),
      ...field(text('createdBy'), person(item.createdBy)),
    ),
  )
  const history = element(
    'section',
    { class: 'card history' },
    element('h3', {}, text('history')),
    element(
      'div',
      { class: 'history-entry' },
      element('strong', {}, text('itemCreated')),
      element('time', { datetime: item.createdTime }, formatTime(item.createdTime)),
      person(item.createdBy),
    ),
  )
  return element('div', { class: 'card-columns' }, fields, history)
}

const field = (name: string, value: Child): HTMLElement[] => [element('dt', {}, name), element('dd', {}, value)]

/** A person's badge and name, or a dash. */
export const person = (someone: Person | null): HTMLElement =>
  someone
    ? element('span', { class: 'person' }, avatar(someone), element('span', {}, someone.name))
    : element('span', { class: 'person' }, '—')
