import { useEffect, useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { dismissToast, type Toast } from './toast-store.ts'

/** Long enough to be read twice; bad news stays longer. */
const shownMs = { info: 7_000, alert: 15_000 } as const

function ToastRow({ toast }: { readonly toast: Toast }) {
  const t = useText()
  const [isHeld, setHeld] = useState(false)
  const { id, kind, text, action } = toast

  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismissToast(id), shownMs[kind])
    return () => clearTimeout(timer)
  }, [isHeld, id, kind])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever is looking at it keeps it there; nothing else happens
    <div
      data-testid="toast"
      data-kind={kind}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full max-w-md items-center gap-3 rounded-control bg-toast py-2.5 ps-4 pe-2 text-sm text-white shadow-popup motion-safe:animate-arrive"
    >
      <p role={kind === 'alert' ? 'alert' : undefined} className="min-w-0 flex-1 break-words">
        {text}
      </p>
      {action === undefined ? null : (
        <button
          type="button"
          onClick={() => {
            action.run()
            dismissToast(id)
          }}
          className="cursor-pointer whitespace-nowrap font-medium text-toast-link hover:underline"
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={t('toast.dismiss')}
        onClick={() => dismissToast(id)}
        className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-control hover:bg-white/15"
      >
        <CloseIcon className="size-[18px]" />
      </button>
    </div>
  )
}

export function ToastList({ toasts }: { readonly toasts: readonly Toast[] }) {
  return (
    <div data-testid="toast-list" className="mx-auto grid justify-items-center gap-2">
      {toasts.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </div>
  )
}
