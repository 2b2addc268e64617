'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { loadCode } from '#components/ui/load-code.ts'
import { type Language, type LanguageCode, languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type MessageKey, type Messages, type MessageValues, translate } from '#lib/language/translate.ts'

type Shown = { readonly language: Language; readonly messages: Messages }
export type Translate = (key: MessageKey, values?: MessageValues) => string

type LanguageContext = {
  readonly language: Language
  readonly t: Translate
  readonly show: (shown: Shown) => void
}

const Context = createContext<LanguageContext | null>(null)

/** The texts that the server chose; `useViewerLanguage` changes them once the viewer is known. */
export function LanguageProvider(props: Shown & { readonly children: ReactNode }) {
  const [shown, show] = useState<Shown>({ language: props.language, messages: props.messages })
  const value = useMemo<LanguageContext>(() => {
    const { language, messages } = shown
    return { language, show, t: (key, values) => translate(messages, language.locale, key, values) }
  }, [shown])

  useEffect(() => {
    document.documentElement.lang = shown.language.tag
    document.documentElement.dir = shown.language.direction
  }, [shown])

  return <Context value={value}>{props.children}</Context>
}

function useLanguageContext(): LanguageContext {
  const context = useContext(Context)
  if (context === null) throw new Error('LanguageProvider is missing')
  return context
}

export function useText(): Translate {
  return useLanguageContext().t
}

/** Bitrix24's code of the language that is shown. */
export function useLanguageCode(): string {
  return useLanguageContext().language.code
}

export function useLocale(): string {
  return useLanguageContext().language.locale
}

/**
 * Shows the viewer's language; false until its texts are there, so that nobody sees a flash of another one. Texts that cannot
 * be loaded leave those of before until they can.
 */
export function useViewerLanguage(code: string | undefined): boolean {
  const { language, show } = useLanguageContext()
  const [lost, setLost] = useState<LanguageCode | null>(null)
  const wanted = code === undefined ? language : languageOf(code)

  useEffect(() => {
    if (code === undefined || wanted.code === language.code) return
    const next = languageOf(code)
    return keepTrying(
      () => loadCode(() => loadMessages(next.code)),
      (messages) => show({ language: next, messages }),
      () => setLost(next.code),
    )
  }, [code, wanted.code, language.code, show])

  return wanted.code === language.code || wanted.code === lost
}
