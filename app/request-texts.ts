import { headers } from 'next/headers'
import { type Language, languageFor, languageHeader } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type MessageKey, type Messages, type MessageValues, translate } from '#lib/language/translate.ts'

type RequestTexts = {
  readonly language: Language
  readonly messages: Messages
  readonly t: (key: MessageKey, values?: MessageValues) => string
}

/** The texts for a page that the server renders: in Bitrix24's language of its address, or in the browser's where it has none. */
export async function requestTexts(): Promise<RequestTexts> {
  const request = await headers()
  const language = languageFor(request.get(languageHeader), request.get('accept-language'))
  const messages = await loadMessages(language.code)
  return { language, messages, t: (key, values) => translate(messages, language.locale, key, values) }
}
