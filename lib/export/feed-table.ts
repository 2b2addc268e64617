import { type Named, type PresentItem, shownAmount } from '../feed/feed-item.ts'
import type { MessageKey, MessageValues } from '../language/translate.ts'
import { localTime } from '../platform/time-zone.ts'
import { type Cell, csvLine, localNumber, separatorOf } from './csv.ts'

/** In whose words and clocks a file is written. */
export type TableSettings = {
  /** BCP 47. */
  readonly locale: string
  readonly timeZone: string
  /** Of the portal, e.g. `https://sample.bitrix24.com`. */
  readonly portalAddress: string
  readonly typeTitles: ReadonlyMap<number, string>
  readonly say: (key: MessageKey, values?: MessageValues) => string
}

type Column = { readonly title: MessageKey; readonly cell: (item: PresentItem, settings: TableSettings) => Cell }

const text = (value: string | undefined): Cell => ({ text: value ?? '' })

function person(who: Named | null, { say }: TableSettings): Cell {
  return text(who === null ? '' : who.name || say('name.person', { id: String(who.id) }))
}

const columns: readonly Column[] = [
  { title: 'export.number', cell: ({ itemId }) => ({ number: String(itemId) }) },
  { title: 'export.title', cell: ({ title }) => text(title) },
  { title: 'export.type', cell: ({ entityTypeId }, { typeTitles }) => text(typeTitles.get(entityTypeId)) },
  { title: 'export.category', cell: ({ category }) => text(category?.name) },
  { title: 'export.stage', cell: ({ stage }) => text(stage?.name) },
  {
    title: 'export.createdAt',
    cell: ({ createdAt }, settings) => text(localTime(settings.timeZone, new Date(createdAt))),
  },
  { title: 'export.createdBy', cell: ({ createdBy }, settings) => person(createdBy, settings) },
  { title: 'export.assignedTo', cell: ({ assignedTo }, settings) => person(assignedTo, settings) },
  {
    title: 'export.amount',
    cell: (item, { locale }) => {
      const amount = shownAmount(item)
      return amount ? { number: localNumber(amount.value, locale) } : text('')
    },
  },
  { title: 'export.currency', cell: (item) => text(shownAmount(item)?.currency) },
  { title: 'export.actor', cell: ({ actor }, { say }) => text(say(`export.actor.${actor}`)) },
  {
    title: 'export.source',
    cell: ({ source, isHistory }, { say }) => text(say(`export.source.${isHistory ? 'history' : source}`)),
  },
  { title: 'export.link', cell: ({ url }, { portalAddress }) => text(`${portalAddress}${url}`) },
]

export function headLine(settings: TableSettings): string {
  const titles = columns.map(({ title }) => ({ text: settings.say(title) }))
  return csvLine(titles, separatorOf(settings.locale))
}

export function itemLine(item: PresentItem, settings: TableSettings): string {
  const cells = columns.map(({ cell }) => cell(item, settings))
  return csvLine(cells, separatorOf(settings.locale))
}
