import { Combobox } from '@base-ui/react/combobox'
import { useText } from '#components/frame/language-provider.tsx'

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
