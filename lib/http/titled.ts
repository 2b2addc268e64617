import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import { languageOf } from '../language/language.ts'
import { loadMessages } from '../language/load-messages.ts'
import { nameTypes } from '../language/name-types.ts'
import { translate } from '../language/translate.ts'

/** Types in the order of their titles, which are in the viewer's language and tell them apart. */
export async function titled<T extends { readonly entityTypeId: number; readonly title: string }>(
  types: readonly T[],
  languageCode: string,
): Promise<T[]> {
  const { code, locale } = languageOf(languageCode)
  const messages = await loadMessages(code)
  const named = nameTypes(types, (key, values) => translate(messages, locale, key, values), invoiceEntityTypeId)
  return named.toSorted((left, right) => left.title.localeCompare(right.title, locale))
}
