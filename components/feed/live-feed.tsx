import { useText } from '#components/frame/language-provider.tsx'
import { StatePage } from '#components/frame/state-page.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { FeedBoard } from './feed-board.tsx'
import { FeedWaiting } from './feed-waiting.tsx'
import { isPaused } from './notices/is-paused.ts'
import { useWatches } from './state/use-watches.ts'

/** The feed, or why there is none yet; that is asked again until there is one. */
export function LiveFeed({ session }: { readonly session: FrameSession }) {
  const t = useText()
  const { watches, isHidden, standing, refresh } = useWatches()
  const settings = useFramePath()('settings')
  if (watches === null) return <FeedWaiting standing={standing} />
  // To whom nothing may be named, the portal has not said that there is nothing.
  if (watches.length === 0 && isPaused(standing)) return <FeedWaiting standing={standing} />
  if (watches.length > 0) return <FeedBoard session={session} watches={watches} onNews={refresh} />
  if (isHidden) return <StatePage code="nothing-shown" />
  if (!session.viewer.isAdmin) return <StatePage code="nothing-watched" />
  return (
    <StatePage
      code="nothing-watched"
      text={t('state.nothing-watched.adminText')}
      action={<ButtonLink href={settings}>{t('action.openSettings')}</ButtonLink>}
    />
  )
}
