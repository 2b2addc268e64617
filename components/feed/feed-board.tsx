import { type ReactNode, useId, useRef, useState } from 'react'
import { FilterBar } from '#components/filter/filter-bar.tsx'
import { useRememberedSwitch } from '#components/frame/use-remembered-switch.ts'
import { ToastPlace } from '#components/toasts/toast-place.tsx'
import { useAskedPart } from '#components/toasts/use-asked-part.ts'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { ActionsProvider } from './actions/actions-provider.tsx'
import { EntityTypeTabs } from './entity-type-tabs.tsx'
import { FeedFrame } from './feed-frame.tsx'
import { FeedHeader } from './feed-header.tsx'
import { FeedSkeleton } from './feed-skeleton.tsx'
import { FeedTools } from './feed-tools.tsx'
import { ConnectionBadge } from './notices/connection-badge.tsx'
import { FeedNotices } from './notices/feed-notices.tsx'
import { FeedPaused } from './notices/feed-paused.tsx'
import { isPaused } from './notices/is-paused.ts'
import { LoadFailed } from './notices/load-failed.tsx'
import { FeedList } from './rows/feed-list.tsx'
import { useFeedView } from './state/use-feed-view.ts'
import { MarksContext } from './unread/marks-context.ts'

type FeedBoardProps = {
  readonly session: FrameSession
  readonly watches: readonly Watch[]
  readonly onNews: () => void
}

/** The chart is open where it leaves the list room enough. */
function hasRoomForChart(): boolean {
  return window.matchMedia('(min-width: 640px) and (min-height: 700px)').matches
}

/** The feed of a viewer whose portal watches something. */
export function FeedBoard({ session, watches, onNews }: FeedBoardProps) {
  const { feed, unread, marks, readAll, tab, tabWatch, show, openTab, reset } = useFeedView(watches, onNews)
  const { state } = feed
  // Until the feed is followed, a first page that was refused tells it.
  const standing = feed.status ?? feed.problem?.standing ?? null
  const panelId = useId()
  const portalAddress = session.portal.address
  const search = useRef<HTMLInputElement>(null)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [isNotifyOpen, setNotifyOpen] = useState(false)
  const [exported, setExported] = useState<FeedFilter | null>(null)
  const [isActivityOpen, setActivityOpen] = useRememberedSwitch('feed.activity', hasRoomForChart)
  const KeysDialog = useAskedPart(
    isHelpOpen,
    async () => (await import('./keys-dialog.tsx')).KeysDialog,
    () => setHelpOpen(false),
  )
  const NotifyPanel = useAskedPart(
    isNotifyOpen,
    async () => (await import('#components/notify/notify-panel.tsx')).NotifyPanel,
    () => setNotifyOpen(false),
  )
  const Notifier = useLazyPart(
    feed.status !== null,
    async () => (await import('#components/notify/notifier.tsx')).Notifier,
  )
  const ExportToast = useAskedPart(
    exported !== null,
    async () => (await import('#components/export/export-toast.tsx')).ExportToast,
    () => setExported(null),
  )

  function body(): ReactNode {
    if (state.firstPage === 'failed' && feed.problem?.standing) return <FeedPaused />
    if (state.firstPage === 'failed' && feed.problem !== null)
      return <LoadFailed problem={feed.problem} onRetry={() => feed.open(state.filter)} />
    if (state.firstPage === 'loading' && state.items.length === 0) return <FeedSkeleton />
    return (
      <FeedList
        feed={feed}
        watches={watches}
        viewer={session.viewer}
        portalAddress={portalAddress}
        seen={unread?.seen ?? null}
        left={unread?.left ?? null}
        onReset={reset}
        onSearch={() => search.current?.focus()}
        onHelp={() => setHelpOpen(true)}
      />
    )
  }

  return (
    <MarksContext value={marks}>
      <ActionsProvider session={session}>
        <FeedFrame
          notice={
            <FeedNotices
              standing={standing}
              isRunning={feed.status !== null}
              watches={watches}
              filter={state.filter}
              isActivityOpen={isActivityOpen}
              onChange={show}
            />
          }
          header={
            <FeedHeader
              filter={
                <FilterBar
                  viewerId={session.viewer.userId}
                  filter={state.filter}
                  items={state.items}
                  watches={watches}
                  input={search}
                  onChange={show}
                />
              }
              badge={
                <ConnectionBadge
                  connection={feed.connection}
                  status={feed.status}
                  isHeldUp={feed.status === null && isPaused(standing)}
                />
              }
              tools={
                <FeedTools
                  isAdmin={session.viewer.isAdmin}
                  onHelp={() => setHelpOpen(true)}
                  isActivityOpen={isActivityOpen}
                  isExporting={exported !== null}
                  onActivity={setActivityOpen}
                  onExport={() => setExported(state.filter)}
                  onNotify={() => setNotifyOpen(true)}
                  onReadAll={readAll}
                />
              }
              tabs={
                <EntityTypeTabs watches={watches} unread={unread} selected={tab} panelId={panelId} onSelect={openTab} />
              }
            />
          }
        >
          <div id={panelId} role="tabpanel" className="h-full" aria-label={tabWatch?.title}>
            {body()}
          </div>
          {KeysDialog === null ? null : <KeysDialog onClose={() => setHelpOpen(false)} />}
          {ExportToast === null || exported === null ? null : (
            <ExportToast filter={exported} onClose={() => setExported(null)} />
          )}
          {NotifyPanel === null ? null : (
            <NotifyPanel session={session} watches={watches} items={state.items} onClose={() => setNotifyOpen(false)} />
          )}
          {Notifier === null ? null : (
            <Notifier viewerId={session.viewer.userId} watches={watches} portalAddress={portalAddress} />
          )}
          <ToastPlace isIdle={feed.status !== null} />
        </FeedFrame>
      </ActionsProvider>
    </MarksContext>
  )
}
