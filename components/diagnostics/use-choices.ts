import { useEffect, useMemo, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useText } from '#components/frame/language-provider.tsx'

type Choice = { readonly entityTypeId: number; readonly title: string }

/** What people also look for in the feed, and Bitrix24 announces in another way (crm/data-types.md, object types). */
const otherKinds = [
  [1, 'leads'],
  [2, 'deals'],
  [3, 'contacts'],
  [4, 'companies'],
  [7, 'quotes'],
] as const

/** The types that one may ask about: the watched ones first, then what else the portal has. Null until they are known. */
export function useChoices(): readonly Choice[] | null {
  const t = useText()
  const { api } = useFrame()
  const [types, setTypes] = useState<readonly Choice[] | null>(null)

  useEffect(() => {
    let isCurrent = true
    const all = api.read('GET /api/entity-types').then(({ entityTypes }) => {
      return entityTypes.toSorted((one, other) => Number(other.watched) - Number(one.watched))
    })
    // Where the portal does not list its types, the watched ones are known all the same.
    const known = all.catch(async () => (await api.read('GET /api/watches')).watches)
    known.catch(() => []).then((found) => isCurrent && setTypes(found))
    return () => {
      isCurrent = false
    }
  }, [api])

  return useMemo(
    () =>
      types && [
        ...types,
        ...otherKinds.map(([entityTypeId, kind]) => ({ entityTypeId, title: t(`diagnostics.kind.${kind}`) })),
      ],
    [types, t],
  )
}
