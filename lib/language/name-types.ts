import type { MessageKey, MessageValues } from './translate.ts'
import { visibleText } from './visible-text.ts'

type Type = { readonly entityTypeId: number; readonly title: string }
type Translate = (key: MessageKey, values?: MessageValues) => string

/**
 * Types under titles that tell them apart: invoices, which the CRM does not name, and smart processes without a title are named in the
 * viewer's language, and those that share a title are told apart by their numbers.
 */
export function nameTypes<T extends Type>(types: readonly T[], t: Translate, invoiceEntityTypeId: number): T[] {
  const isInvoice = ({ entityTypeId }: Type) => entityTypeId === invoiceEntityTypeId
  const titleOf = ({ entityTypeId, title }: Type) =>
    visibleText(title) || t('entityType.untitled', { number: `${entityTypeId}` })
  const named = types.map((type) => ({ ...type, title: isInvoice(type) ? t('entityType.invoices') : titleOf(type) }))
  const alike = new Map<string, number>()
  for (const { title } of named) alike.set(looksOf(title), (alike.get(looksOf(title)) ?? 0) + 1)
  return named.map((type) => {
    const isAlone = alike.get(looksOf(type.title)) === 1 || isInvoice(type)
    return isAlone ? type : { ...type, title: `${type.title} (#${type.entityTypeId})` }
  })
}

/** Titles that differ in case or spaces alone look the same to a reader. */
function looksOf(title: string): string {
  return title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
}
