'use client'

import { useEffect, useState } from 'react'
import { StateCard } from '#components/frame/state-card.tsx'
import { type Language, languageFor } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type Messages, translate } from '#lib/language/translate.ts'
import './globals.css'

type Shown = { readonly language: Language; readonly messages: Messages }

/** A bug outside every page, where not even the layout is left: the browser finds the language and the words by itself. */
export default function GlobalError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  const [shown, setShown] = useState<Shown | null>(null)

  useEffect(() => {
    const code = new URLSearchParams(window.location.search).get('lang')
    const language = languageFor(code, navigator.languages.join(','))
    loadMessages(language.code).then(
      (messages) => setShown({ language, messages }),
      () => undefined,
    )
  }, [])

  return (
    <html lang={shown?.language.tag} dir={shown?.language.direction}>
      <body>
        {shown === null ? null : (
          <StateCard
            code="error"
            t={(key, values) => translate(shown.messages, shown.language.locale, key, values)}
            requestId={error.digest ?? null}
          />
        )}
      </body>
    </html>
  )
}
