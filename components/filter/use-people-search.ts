import { useEffect, useRef } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { learnPeople } from './learn-people.ts'

const TYPING_MS = 300
const nothing = () => undefined

/** Looks people up in the portal by what is typed, in pauses of typing, and until the portal has answered or something else is typed. */
export function usePeopleSearch(): (words: string) => void {
  const { api } = useFrame()
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const endTrying = useRef<() => void>(nothing)
  useEffect(() => {
    // Those whom a list would begin with.
    endTrying.current = keepTrying(() => learnPeople(api, {}), nothing)
    return () => {
      clearTimeout(typing.current)
      endTrying.current()
    }
  }, [api])
  return (words) => {
    clearTimeout(typing.current)
    typing.current = setTimeout(() => {
      endTrying.current()
      endTrying.current = keepTrying(() => learnPeople(api, { q: words }), nothing)
    }, TYPING_MS)
  }
}
