import type { Translate } from '#components/frame/language-provider.tsx'
import { visibleText } from '#lib/language/visible-text.ts'

/** What an item is called: one with a title in which there is nothing to see is untitled. */
export function itemTitle(t: Translate, title: string): string {
  return visibleText(title) || t('feed.untitled')
}
