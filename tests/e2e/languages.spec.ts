import { languageCodes, languageOf } from '#lib/language/language.ts'
import { picture } from './looks.ts'
import { expect, test } from './portal-page.ts'

/** By the name in the portal's menu: what the feed says, and how it writes the moment an item was created. */
const languages = [
  { name: 'العربية', tag: 'ar', direction: 'rtl', all: 'الكل', moment: /^\d+ \p{L}+ \d{4} في \d/u },
  { name: 'Русский', tag: 'ru', direction: 'ltr', all: 'Все', moment: /^\d+ \p{L}+ \d{4} г\. в \d/u },
  { name: 'Deutsch', tag: 'de', direction: 'ltr', all: 'Alle', moment: /^\d+\. \p{L}+ \d{4} um \d/u },
  { name: '日本語', tag: 'ja', direction: 'ltr', all: 'すべて', moment: /^\d{4}年\d+月\d+日 \d/ },
] as const

test('S7: the feed speaks Arabic from right to left, Russian, German and Japanese', async ({
  admin,
  page,
  simulator,
  portal,
}) => {
  // Every language opens the portal and the app anew.
  test.slow()
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(portal.memberId, { entityTypeId: 1220, title: 'Claim 4711' })
  const row = admin.row(1220, itemId)
  const html = admin.frame.locator('html')
  for (const { name, tag, direction, all, moment } of languages) {
    await page.getByTestId('portal-language').click()
    await page.getByRole('menuitem', { name }).click()
    await expect(html).toHaveAttribute('lang', tag)
    await expect(html).toHaveAttribute('dir', direction)
    await expect(admin.frame.getByTestId('entity-type-tab').first()).toContainText(all)
    await expect(row.locator('time')).toHaveAttribute('title', moment)
    const [title, time] = [await row.getByText('Claim 4711').boundingBox(), await row.locator('time').boundingBox()]
    expect((title?.x ?? 0) > (time?.x ?? 0), 'the title comes first').toBe(direction === 'rtl')
    const chip = row.getByText('Received')
    await expect(chip, 'cut at its end, whichever way the page is read').toHaveCSS('direction', 'ltr')
    await expect(chip).toHaveCSS('text-overflow', 'ellipsis')
    await page.screenshot({ path: picture(`feed-${tag}`), animations: 'disabled' })
  }
  expect(await html.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})

test('the browser itself formats all 20 languages', async ({ page }) => {
  const locales = languageCodes.map((code) => languageOf(code).locale)
  const [dates, plurals] = await page.evaluate(
    (tags) => [Intl.DateTimeFormat.supportedLocalesOf(tags), Intl.PluralRules.supportedLocalesOf(tags)],
    locales,
  )
  expect(dates).toEqual(locales)
  expect(plurals).toEqual(locales)
})
