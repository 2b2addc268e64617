import { Combobox } from '@base-ui/react/combobox'
import { useId, useState } from 'react'
import { personName } from '#components/feed/rows/person-name.ts'
import { ChoiceClear } from '#components/filter/choice-list.tsx'
import { useText } from '#components/frame/language-provider.tsx'
import type { Named } from '#lib/feed/feed-item.ts'
import { usePeople } from './use-people.ts'

type PersonFieldProps = { readonly person: Named | null; readonly onChange: (person: Named | null) => void }

/** One of the portal's people, found by typing a part of the name. */
export function PersonField({ person, onChange }: PersonFieldProps) {
  const t = useText()
  const id = useId()
  const [typed, setTyped] = useState('')
  const people = usePeople(person !== null && typed === personName(t, person) ? '' : typed)
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {t('diagnostics.person')}
      </label>
      <Combobox.Root
        items={people ?? []}
        // The portal has searched.
        filter={null}
        value={person}
        itemToStringLabel={(each) => personName(t, each)}
        isItemEqualToValue={(one, other) => one.id === other.id}
        onValueChange={onChange}
        onInputValueChange={setTyped}
      >
        <Combobox.InputGroup className="flex h-[34px] items-center rounded-control border-[1.5px] border-stroke bg-card focus-within:border-primary">
          <Combobox.Input
            id={id}
            data-testid="person"
            autoComplete="off"
            className="h-full w-full min-w-0 flex-1 bg-transparent ps-3 text-base text-strong outline-none"
          />
          {person === null ? null : <ChoiceClear condition={personName(t, person)} />}
        </Combobox.InputGroup>
        <Combobox.Portal>
          <Combobox.Positioner sideOffset={4} className="z-40 outline-none">
            <Combobox.Popup className="relative max-h-72 w-(--anchor-width) overflow-y-auto overscroll-contain rounded-control bg-card py-1 shadow-popup empty:hidden">
              <Combobox.Empty className="px-3 text-sm text-muted not-empty:py-2">
                {people === null || typed.trim() === '' ? null : t('diagnostics.person.none')}
              </Combobox.Empty>
              <Combobox.List>
                {(each: Named) => (
                  <Combobox.Item
                    key={each.id}
                    value={each}
                    data-testid="person-choice"
                    className="cursor-pointer truncate px-3 py-1.5 text-base text-strong -outline-offset-2 outline-primary data-highlighted:bg-hover data-highlighted:outline-2 data-selected:bg-tint data-selected:text-link"
                  >
                    {personName(t, each)}
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
    </div>
  )
}
