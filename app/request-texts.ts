import { headers } from 'next/headers'
import { type Language, languageFromHeader, languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type MessageKey, type Messages, type MessageValues, translate } from '#lib/language/translate.ts'

type RequestTexts = {
  readonly language: Language
  readonly messages: Messages
  readonly t: (key: MessageKey, values?: MessageValues) => string
}

/** The texts for a page that the server renders: in Bitrix24's language `code`, or in the browser's when there is none. */
export async function requestTexts(code?: string): Promise<RequestTexts> {
  const language = code === undefined ? languageFromHeader((await headers()).get('accept-language')) : languageOf(code)
  const messages = await loadMessages(language.code)
  return { language, messages, t: (key, values) => translate(messages, language.locale, key, values) }
}
