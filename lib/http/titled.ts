import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import { languageOf } from '../language/language.ts'
import { loadMessages } from '../language/load-messages.ts'
import { translate } from '../language/translate.ts'

/** By title. The CRM names smart processes but not invoices: those get their name in the viewer's language. */
export async function titled<T extends { readonly entityTypeId: number; readonly title: string }>(
  types: readonly T[],
  languageCode: string,
): Promise<T[]> {
  const { code, locale } = languageOf(languageCode)
  const invoices = translate(await loadMessages(code), locale, 'entityType.invoices')
  const named = types.map((type) => (type.entityTypeId === invoiceEntityTypeId ? { ...type, title: invoices } : type))
  return named.toSorted((left, right) => left.title.localeCompare(right.title, locale))
}
