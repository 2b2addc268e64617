import { useCallback, useEffect, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { Query } from '#lib/http/contract.ts'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import { type ItemQuestion, questionIn } from './item-question.ts'

export type DiagnosticsModel = {
  readonly report: Diagnostics | null
  /** Last, whether it was answered or not. */
  readonly asked: ItemQuestion | null
  readonly isBusy: boolean
  readonly problem: ApiProblem | null
  /** How many announcements are looked at again, after `replay`. */
  readonly replayed: number | null
  readonly check: (asked?: ItemQuestion | null) => void
  readonly bind: () => void
  readonly replay: (item?: ItemRef | null) => void
}

/** No name asks about the portal alone. */
function nameOf(item: ItemRef | null): Partial<ItemRef> {
  return item === null ? {} : { entityTypeId: item.entityTypeId, itemId: item.itemId }
}

function queryOf(question: ItemQuestion | null): Query<'GET /api/diagnostics'> {
  return { ...nameOf(question), ...(question?.person && { userId: question.person.id }) }
}

/** The portal's report and what an admin may do about it. The item that was asked about stays asked about. */
export function useDiagnostics(): DiagnosticsModel {
  const { api, fail } = useFrame()
  const [report, setReport] = useState<Diagnostics | null>(null)
  const [isBusy, setBusy] = useState(true)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [replayed, setReplayed] = useState<number | null>(null)
  const [asked, setAsked] = useState<ItemQuestion | null>(() => questionIn(window.location.search))

  const run = useCallback(
    async (work: () => Promise<void>) => {
      setBusy(true)
      setProblem(null)
      setReplayed(null)
      try {
        await work()
      } catch (error) {
        // What was so before the portal stopped answering says nothing of now.
        if (error instanceof ApiProblem && error.standing !== null) setReport(null)
        if (error instanceof ApiProblem && error.status !== 401) setProblem(error)
        else fail(error)
      }
      setBusy(false)
    },
    [fail],
  )
  const read = useCallback(
    async (question: ItemQuestion | null) =>
      setReport(await api.read('GET /api/diagnostics', { query: queryOf(question) })),
    [api],
  )

  useEffect(() => {
    run(() => read(questionIn(window.location.search)))
  }, [run, read])

  return {
    report,
    asked,
    isBusy,
    problem,
    replayed,
    check: (question = asked) => {
      setAsked(question)
      run(() => read(question))
    },
    bind: () =>
      run(async () => {
        await api.send('POST /api/diagnostics/bindings')
        await read(asked)
      }),
    replay: (item = null) =>
      run(async () => {
        const answer = await api.read('POST /api/diagnostics/replay', { body: nameOf(item) })
        await read(asked)
        setReplayed(answer.replayed)
      }),
  }
}
