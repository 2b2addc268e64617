import { useEffect, useRef } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { learnPeople } from './learn-people.ts'

const TYPING_MS = 300
const nothing = () => undefined

/** Looks people up in the portal by what is typed, in pauses of typing; what is not answered is asked again with the next letter. */
export function usePeopleSearch(): (words: string) => void {
  const { api } = useFrame()
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // Those whom a list would begin with.
    learnPeople(api, {}).catch(nothing)
    return () => clearTimeout(typing.current)
  }, [api])
  return (words) => {
    clearTimeout(typing.current)
    typing.current = setTimeout(() => learnPeople(api, { q: words }).catch(nothing), TYPING_MS)
  }
}
