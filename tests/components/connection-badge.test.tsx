import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ConnectionBadge } from '#components/feed/notices/connection-badge.tsx'
import { LanguageProvider } from '#components/frame/language-provider.tsx'
import { languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'

const messages = await loadMessages('en')

function draw(behindSeconds: number): string {
  const status = { announced: 3, behindSeconds, provedAt: null, portal: 'ok' } as const
  return renderToStaticMarkup(
    <LanguageProvider language={languageOf('en')} messages={messages}>
      <ConnectionBadge connection={{ state: 'live', isPolling: false }} status={status} />
    </LanguageProvider>,
  )
}

test('a badge that counts the seconds behind is announced for its state, not for each of them', () => {
  const announced = (html: string) => /role="status"[^>]*>(.*?)<\/span>/.exec(html)?.[1]
  const [late, later] = [draw(12), draw(14)]
  expect([late, later].map(announced)).toEqual(['Live', 'Live'])
  expect(late.replaceAll(/<[^>]*>/g, '')).toBe('Live· 12 s behind')
  expect(later).not.toBe(late)
})
