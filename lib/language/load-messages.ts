import type { LanguageCode } from './language.ts'
import type { Messages } from './translate.ts'

/** Written out, so that the bundler makes a chunk of each, the compiler checks its keys, and plain Node can load it too. */
const loaders: Record<LanguageCode, () => Promise<{ readonly default: Messages }>> = {
  ar: () => import('./messages/ar.json', { with: { type: 'json' } }),
  br: () => import('./messages/br.json', { with: { type: 'json' } }),
  de: () => import('./messages/de.json', { with: { type: 'json' } }),
  en: () => import('./messages/en.json', { with: { type: 'json' } }),
  fr: () => import('./messages/fr.json', { with: { type: 'json' } }),
  id: () => import('./messages/id.json', { with: { type: 'json' } }),
  in: () => import('./messages/in.json', { with: { type: 'json' } }),
  it: () => import('./messages/it.json', { with: { type: 'json' } }),
  ja: () => import('./messages/ja.json', { with: { type: 'json' } }),
  kz: () => import('./messages/kz.json', { with: { type: 'json' } }),
  la: () => import('./messages/la.json', { with: { type: 'json' } }),
  ms: () => import('./messages/ms.json', { with: { type: 'json' } }),
  pl: () => import('./messages/pl.json', { with: { type: 'json' } }),
  ru: () => import('./messages/ru.json', { with: { type: 'json' } }),
  sc: () => import('./messages/sc.json', { with: { type: 'json' } }),
  tc: () => import('./messages/tc.json', { with: { type: 'json' } }),
  th: () => import('./messages/th.json', { with: { type: 'json' } }),
  tr: () => import('./messages/tr.json', { with: { type: 'json' } }),
  ua: () => import('./messages/ua.json', { with: { type: 'json' } }),
  vn: () => import('./messages/vn.json', { with: { type: 'json' } }),
}

/**
 * The texts of one language: nobody downloads a language that is not shown. In development a text that is not translated yet is the
 * English one; the tests insist on all of them.
 */
export async function loadMessages(code: LanguageCode): Promise<Messages> {
  const { default: messages } = await loaders[code]()
  return process.env.NODE_ENV === 'development' ? { ...(await loaders.en()).default, ...messages } : messages
}
