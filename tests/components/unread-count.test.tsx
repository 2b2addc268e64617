import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { spanText } from '#components/feed/rows/duration-text.ts'
import { UnreadCount } from '#components/feed/unread/unread-count.tsx'
import { LanguageProvider } from '#components/frame/language-provider.tsx'
import { languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'

const messages = await loadMessages('en')

function draw(unread: { count: number; isCapped: boolean }): string {
  return renderToStaticMarkup(
    <LanguageProvider language={languageOf('en')} messages={messages}>
      <UnreadCount unread={unread} />
    </LanguageProvider>,
  )
}

test('a count that stops somewhere is read aloud as one, and an exact one as what it is', () => {
  const aloud = (html: string) => /class="sr-only">(.*?)</.exec(html)?.[1]
  expect(aloud(draw({ count: 99, isCapped: true }))).toBe('Unread: 99 or more')
  expect(aloud(draw({ count: 99, isCapped: false }))).toBe('99 unread items')
  expect(draw({ count: 99, isCapped: true })).toContain('title="Unread: 99 or more"')
})

test('what begins and ends within a second was made at once', () => {
  const t = ((key: string, values?: { count: number }) => `${key} ${values?.count ?? ''}`.trim()) as never
  expect([0, 1.4, 2, 100].map((seconds) => spanText(t, seconds))).toEqual([
    'duration.moment',
    'duration.moment',
    'duration.seconds 2',
    'duration.minutes 2',
  ])
})
