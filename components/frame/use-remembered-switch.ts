import { useCallback, useState } from 'react'
import { recall, remember } from './browser-storage.ts'

/** Something that this browser's user has switched on or off, for the next time too. `preset` is asked where nobody has. */
export function useRememberedSwitch(name: string, preset: () => boolean): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => {
    const known = recall(name)
    return known === null ? preset() : known === 'on'
  })
  const change = useCallback(
    (wanted: boolean) => {
      setOn(wanted)
      remember(name, wanted ? 'on' : 'off')
    },
    [name],
  )
  return [isOn, change]
}
