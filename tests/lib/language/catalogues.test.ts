import { globSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type LanguageCode, languageCodes, languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import type { Message, MessageKey } from '#lib/language/translate.ts'

const english = await loadMessages('en')
const keys = Object.keys(english).sort() as MessageKey[]

/** Words that a language shares with English. */
const sharedWords: Partial<Record<LanguageCode, string>> = {
  br: 'item Leads Link Pipeline',
  de: 'Filter Installation Leads Link Live Offline Person Pipeline',
  fr: 'Actions Contacts Installation Notifications Pipeline Robots Type',
  id: 'item Pipeline',
  it: 'Offline Pipeline',
  la: 'Pipeline Robots',
  ms: 'item',
  pl: 'Offline',
  vn: 'Pipeline',
}

/** A text as the plural form `other` of itself. */
function formsOf(message: Message): Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> {
  return typeof message === 'string' ? { other: message } : message
}

function textsOf(message: Message): string[] {
  return Object.values(formsOf(message))
}

function placeholdersOf(message: Message): string[] {
  const found = textsOf(message)
    .join(' ')
    .match(/\{\w+\}/g)
  return [...new Set(found)].sort()
}

/** Forms that a single count selects: "two items" needs no number in Arabic, "21 элемент" does in Russian. */
function formsOfOneCount(locale: string): Set<Intl.LDMLPluralRule> {
  const rules = new Intl.PluralRules(locale)
  const selected = Array.from({ length: 200 }, (_, count) => rules.select(count))
  return new Set(selected.filter((form) => selected.indexOf(form) === selected.lastIndexOf(form)))
}

test('there is one file per language, under its code, and nothing else', () => {
  const files = globSync('lib/language/messages/*').map((file) => path.basename(file))
  expect(files.sort()).toEqual(languageCodes.map((code) => `${code}.json`))
})

describe.each(languageCodes.map((code) => [code]))('the texts in %s', async (code) => {
  const messages = await loadMessages(code)
  const { locale } = languageOf(code)
  /** The keys whose text is wrong, so that a failure names them. */
  const wrong = (isRight: (message: Message, key: MessageKey) => boolean) =>
    keys.filter((key) => key in messages && !isRight(messages[key], key))

  test('are complete, without a key too many, in order', () => {
    expect(Object.keys(messages)).toEqual(keys)
  })

  test('are never empty, nor padded', () => {
    expect(wrong((message) => textsOf(message).every((text) => text !== '' && text === text.trim()))).toEqual([])
  })

  test('have every plural form of the language, where English has plural forms', () => {
    const wanted = `${new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted()}`
    const isRight = (message: Message, key: MessageKey) =>
      typeof english[key] === 'string'
        ? typeof message === 'string'
        : typeof message !== 'string' && `${Object.keys(message).sort()}` === wanted
    expect(wrong(isRight)).toEqual([])
  })

  test('have the placeholders of English in every form', () => {
    const mayOmitCount = formsOfOneCount(locale)
    const isRight = (message: Message, key: MessageKey) => {
      const wanted = placeholdersOf(english[key])
      const withoutCount = wanted.filter((name) => name !== '{count}')
      return Object.entries(formsOf(message)).every(([form, text]) => {
        const found = `${placeholdersOf(text)}`
        return found === `${wanted}` || (mayOmitCount.has(form as Intl.LDMLPluralRule) && found === `${withoutCount}`)
      })
    }
    expect(wrong(isRight)).toEqual([])
  })

  test.skipIf(code === 'en')('are not left in English', () => {
    const shared = new Set(sharedWords[code]?.split(' '))
    const isLeft = (text: string) =>
      (text.replace(/\{\w+\}/g, '').match(/\p{L}{4,}/gu) ?? []).some((word) => !shared.has(word))
    const isRight = (message: Message, key: MessageKey) =>
      !textsOf(english[key]).some((text) => isLeft(text) && textsOf(message).includes(text))
    expect(wrong(isRight)).toEqual([])
  })
})
