import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { sharedSystem } from '../support/shared-system.ts'
import { picture } from './looks.ts'
import { expect, test } from './portal-page.ts'

/** Every reason for a page of words, as the source lists them. */
const codes = [...readFileSync('components/frame/state-code.ts', 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: true,$/gm)].map(
  ([, code = '']) => code,
)
// Says why an address was refused, which nobody who opens it by hand can have signed.
test.use({ expectedConsole: /status of 404/ })

test('S4: every state has a page of its own, with what to do, in the viewer’s language, light and dark', async ({
  page,
}) => {
  // Sixteen pages, each looked through by axe.
  test.slow()
  expect(codes.length).toBeGreaterThan(10)
  const titles = new Set<string>()
  for (const [index, code] of codes.entries()) {
    const lang = index % 2 === 0 ? 'en' : 'ru'
    const theme = index % 4 < 2 ? 'light' : 'dark'
    await page.goto(`${sharedSystem().appUrl}/f/nobody/state/${code}?lang=${lang}&theme=${theme}`)
    const state = page.getByTestId('state-page')
    await expect(state).toHaveAttribute('data-code', code)
    await expect(page.locator('html')).toHaveAttribute('lang', lang)
    const title = (await state.getByRole('heading').textContent()) ?? ''
    const text = (await state.locator('p').first().textContent()) ?? ''
    expect([code, title.length > 5, text.length > 10]).toEqual([code, true, true])
    if (lang === 'ru') expect([code, /[А-я]/.test(title + text)]).toEqual([code, true])
    titles.add(title)
    await page.screenshot({ path: picture(`state-${code}`) })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id }) => `${code}: ${id}`)).toEqual([])
  }
  expect(titles.size, 'no two states say the same').toBe(codes.length)
})

test('S3: a portal page that never answers the frame is told after 10 s, with a way to try again', async ({
  admin,
  page,
}) => {
  await admin.openFeed(1220)
  await page.addInitScript(() => {
    if (window === window.top) addEventListener('message', (event) => event.stopImmediatePropagation(), true)
  })
  // What the hand-off brought is enough for a first look; after a reload inside the frame only the parent can tell who looks.
  await admin.openApp()
  await admin.untilLive()
  const feed = page.frames().find((frame) => frame.url().includes('/feed'))
  await feed?.evaluate(() => location.reload())
  const state = admin.frame.getByTestId('state-page')
  await expect(state).toHaveAttribute('data-code', 'parent-silent')
  await expect(state.getByRole('button')).toBeVisible()
})
