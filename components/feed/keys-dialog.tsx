import { useText } from '#components/frame/language-provider.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

const keys = [
  { caps: ['J', '↓'], text: 'keys.next' },
  { caps: ['K', '↑'], text: 'keys.previous' },
  { caps: ['Enter'], text: 'keys.card' },
  { caps: ['A'], text: 'keys.actions' },
  { caps: ['N'], text: 'keys.new' },
  { caps: ['/'], text: 'keys.search' },
  { caps: ['?'], text: 'keys.help' },
  { caps: ['Esc'], text: 'keys.escape' },
] as const

/** Lists the feed's keys. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText()
  return (
    <Dialog title={t('keys.title')} closeLabel={t('action.close')} onClose={onClose}>
      <dl data-testid="keys-dialog" className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-5 gap-y-2.5">
        {keys.map(({ caps, text }) => (
          <div key={text} className="contents">
            <dt className="flex gap-1.5">
              {caps.map((cap) => (
                <kbd
                  key={cap}
                  className="min-w-7 rounded-sm border border-stroke bg-page px-1.5 py-0.5 text-center font-sans text-sm text-strong"
                >
                  {cap}
                </kbd>
              ))}
            </dt>
            <dd className="text-body">{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
