import { useCallback, useState } from 'react'

/** A browser may forbid a frame any storage; then each opening begins anew. */
function recall(name: string): string | null {
  try {
    return window.localStorage.getItem(name)
  } catch {
    return null
  }
}

function remember(name: string, value: string): void {
  try {
    window.localStorage.setItem(name, value)
  } catch {
    // As above.
  }
}

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
