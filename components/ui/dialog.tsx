import { CSPProvider } from '@base-ui/react/csp-provider'
import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { CloseIcon } from './icons.tsx'

type DialogProps = {
  readonly title: string
  readonly closeLabel: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A window over the page, open for as long as it is drawn: focus stays within, Esc closes it, focus goes back afterwards. */
export function Dialog({ title, closeLabel, onClose, children }: DialogProps) {
  return (
    <CSPProvider disableStyleElements>
      <Base.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
        <Base.Portal>
          <Base.Backdrop className="fixed inset-0 z-20 bg-overlay" />
          <Base.Popup className="fixed inset-x-3 top-1/2 z-30 mx-auto max-h-[calc(100dvh-24px)] max-w-lg -translate-y-1/2 overflow-y-auto rounded-modal bg-card p-6 shadow-popup outline-none">
            <div className="flex items-start justify-between gap-4">
              <Base.Title className="text-modal-title font-bold text-strong">{title}</Base.Title>
              <Base.Close
                aria-label={closeLabel}
                className="grid size-7 shrink-0 cursor-pointer place-items-center rounded-full text-muted hover:bg-hover"
              >
                <CloseIcon className="size-5" />
              </Base.Close>
            </div>
            {children}
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </CSPProvider>
  )
}
