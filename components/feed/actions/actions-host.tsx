import { use, useEffect, useState } from 'react'
import type { StageChoice } from '#lib/actions/next-stage.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Viewer } from '#lib/sessions/viewer.ts'
import { MarksContext } from '../unread/marks-context.ts'
import { ActionMenu } from './action-menu.tsx'
import { CommentDialog } from './comment-dialog.tsx'
import { dismissMenu, type OpenMenu, showMenu } from './menu-store.ts'
import { useAct } from './use-act.ts'

type ActionsHostProps = { readonly menu: OpenMenu; readonly viewer: Viewer }

function stageOf({ id, name, color, semantics }: StageChoice): NonNullable<FeedItem['stage']> {
  return { id, name, color, semantics }
}

/** The menu of the row that was asked about, and the dialog that it may lead to. */
export function ActionsHost({ menu, viewer }: ActionsHostProps) {
  const { item, anchor } = menu
  const act = useAct()
  const marks = use(MarksContext)
  const isUnread = marks.isUnread(item)
  const [isCommenting, setCommenting] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another row's menu begins anew
  useEffect(() => setCommenting(false), [menu])

  function take(): void {
    showMenu(null)
    act(item, { kind: 'take', key: crypto.randomUUID() }, { assignedTo: { id: viewer.userId, name: viewer.name } })
  }

  function move(to: StageChoice): void {
    showMenu(null)
    if (item.stage === null) return
    const action = { kind: 'stage', key: crypto.randomUUID(), from: item.stage.id, to: to.id } as const
    act(item, action, { stage: stageOf(to) })
  }

  function mark(): void {
    showMenu(null)
    if (isUnread) marks.see([item])
    else marks.unsee(item)
  }

  if (isCommenting) {
    return (
      <CommentDialog
        item={item}
        onClose={() => {
          showMenu(null)
          anchor.focus({ preventScroll: true })
        }}
      />
    )
  }
  return (
    <ActionMenu
      key={item.id}
      item={item}
      anchor={anchor}
      viewer={viewer}
      isUnread={isUnread}
      onTake={take}
      onMark={mark}
      onMove={move}
      onComment={() => setCommenting(true)}
      onClose={() => isCommenting || dismissMenu()}
    />
  )
}
