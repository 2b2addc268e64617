import { Combobox } from '@base-ui/react/combobox'
import { useText } from '#components/frame/language-provider.tsx'
import { ChevronIcon, CloseIcon } from '#components/ui/icons.tsx'

export type Choice = { readonly value: string; readonly label: string }

/** What may be chosen, below the field that is typed into. */
export function ChoiceList() {
  const t = useText()
  return (
    <Combobox.Portal>
      <Combobox.Positioner align="start" sideOffset={4} className="z-40 outline-none">
        <Combobox.Popup className="relative max-h-72 w-max min-w-(--anchor-width) max-w-[min(26rem,var(--available-width))] overflow-y-auto overscroll-contain rounded-control bg-card py-1 shadow-popup">
          <Combobox.Empty className="px-3 text-sm text-muted not-empty:py-2">{t('filter.noChoice')}</Combobox.Empty>
          <Combobox.List>
            {(choice: Choice) => (
              <Combobox.Item
                key={choice.value}
                value={choice}
                className="cursor-pointer truncate px-3 py-1.5 text-base text-strong -outline-offset-2 outline-primary data-highlighted:bg-hover data-highlighted:outline-2 data-selected:bg-tint data-selected:text-link"
              >
                {choice.label}
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  )
}

/** Shows the choices without a word typed. */
export function ChoiceTrigger({ label, className = '' }: { readonly label: string; readonly className?: string }) {
  return (
    <Combobox.Trigger
      aria-label={label}
      className={`grid size-7 shrink-0 cursor-pointer place-items-center text-muted ${className}`}
    >
      <ChevronIcon className="size-4" />
    </Combobox.Trigger>
  )
}

/** Takes back what was chosen. */
export function ChoiceClear({ condition }: { readonly condition: string }) {
  const t = useText()
  return (
    <Combobox.Clear
      aria-label={t('filter.remove', { condition })}
      className="grid size-7 shrink-0 cursor-pointer place-items-center text-muted"
    >
      <CloseIcon className="size-4" />
    </Combobox.Clear>
  )
}
