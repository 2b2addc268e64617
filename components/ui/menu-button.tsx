import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { nextEntry } from './menu-keys.ts'
import { placeMenu } from './place-menu.ts'

type MenuButtonProps = {
  readonly label: string
  readonly testId: string
  readonly className: string
  /** What the button shows. */
  readonly face: ReactNode
  /** Entries with the role of a menu's item. */
  readonly children: ReactNode
}

/** A button with a menu in the top layer: the browser itself closes it on a press elsewhere and on Esc, and gives the focus back. */
export function MenuButton({ label, testId, className, face, children }: MenuButtonProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)

  function place(): void {
    if (menu.current === null || button.current === null) return
    placeMenu(menu.current, button.current)
    menu.current.querySelector<HTMLElement>('[role^=menuitem]')?.focus({ preventScroll: true })
  }

  function press(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === 'Tab') menu.current?.hidePopover()
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')]
    const next = nextEntry(event.key, entries.indexOf(document.activeElement as HTMLElement), entries.length)
    if (next === null) return
    event.preventDefault()
    entries[next]?.focus()
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        data-testid={testId}
        className={className}
      >
        {face}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        data-testid={`${testId}-menu`}
        // After it is shown, since only then it has a size; before it is painted.
        onBeforeToggle={(event) => event.newState === 'open' && requestAnimationFrame(place)}
        onKeyDown={press}
        onClick={() => menu.current?.hidePopover()}
        className="thin-scrollbar fixed inset-auto m-0 max-h-[calc(100dvh-1rem)] w-max max-w-[min(20rem,calc(100vw-1rem))] min-w-52 overflow-y-auto rounded-popup border border-divider bg-card py-2 shadow-popup"
      >
        {children}
      </div>
    </>
  )
}

/** How an entry of a menu looks. */
export const entryLook =
  'flex w-full cursor-pointer items-center gap-2.5 px-4 py-2 text-start text-base text-strong hover:bg-hover focus-visible:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-primary aria-disabled:cursor-default aria-disabled:text-muted'
