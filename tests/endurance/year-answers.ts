import { people } from '../support/portal-driver.ts'
import type { PartialAnswer } from './year-event.ts'
import type { Faults } from './year-portal.ts'

export const itemEvents = ['ONCRMDYNAMICITEMADD', 'ONCRMDYNAMICITEMUPDATE', 'ONCRMDYNAMICITEMDELETE']

/** The faults that make a portal's answers say less than they should, or otherwise: of this type, this item. */
export function partialAnswers(what: PartialAnswer, entityTypeId: number, itemId: number): Faults {
  switch (what) {
    case 'leftOut':
      return {
        leftOut: [
          'time',
          'total',
          'next',
          'operating',
          'operating_reset_at',
          'result_total',
          'result_next',
          'result_time',
        ],
      }
    case 'noCounts':
      return { noCounts: true }
    case 'oddRows':
      return {
        oddRows: [
          { method: 'user.get', id: people.manager, fields: null },
          { method: 'crm.type.list', id: entityTypeId, fields: { title: null } },
        ],
      }
    case 'brokenPages':
      return {
        brokenPages: [
          { method: 'crm.item.list', start: 0 },
          { method: 'user.get', start: 0 },
        ].slice(itemId % 2),
      }
    case 'mappedLists':
      return { mappedLists: ['crm.type.list', 'crm.item.list', 'crm.status.list', 'crm.category.list'] }
    case 'unsupportedCategories':
      return { unsupportedCategories: [entityTypeId] }
    case 'refusedTypes':
      return { refusedTypes: [{ entityTypeId, error: 'UNHEARD_OF', description: 'Something new' }] }
    case 'deniedTypes':
      return { deniedTypes: [entityTypeId] }
    case 'busyBindings':
      return { busyBindings: [{ event: itemEvents[entityTypeId % 3] ?? '', times: 1 + (itemId % 3) }] }
    case 'absentEvents':
      return { absentEvents: [itemEvents[entityTypeId % 3] ?? ''] }
    case 'poison':
      return { poison: [itemId] }
    case 'garbled':
      return { garbled: [itemId] }
    case 'latency':
      return { latencyMs: 300 }
  }
}
