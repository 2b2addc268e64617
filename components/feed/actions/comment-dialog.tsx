import type { KeyboardEvent } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { SpinnerIcon } from '#components/ui/icons.tsx'
import { maxCommentLength } from '#lib/actions/action.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { itemTitle } from '../rows/item-title.ts'
import { useComment } from './use-comment.ts'

type CommentDialogProps = { readonly item: FeedItem; readonly onClose: () => void }

/** Writes one comment for an item's timeline. What is written stays until it is sent, also when the dialog is closed. */
export function CommentDialog({ item, onClose }: CommentDialogProps) {
  const t = useText()
  const { text, setText, isSending, trouble, isUncertain, send } = useComment(item, onClose)

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }

  return (
    <Dialog title={t('act.comment.title')} closeLabel={t('action.close')} onClose={onClose}>
      <div data-testid="comment-dialog" className="mt-2 grid gap-3">
        <p className="truncate text-sm text-muted">
          <bdi>{itemTitle(t, item.title)}</bdi>
        </p>
        <textarea
          autoFocus
          rows={5}
          dir="auto"
          data-testid="comment-text"
          aria-label={t('act.comment.title')}
          value={text}
          maxLength={maxCommentLength}
          readOnly={isSending}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          className="thin-scrollbar w-full resize-y rounded-control border-[1.5px] border-stroke bg-card px-3 py-2 text-lg text-strong outline-none focus:border-primary"
        />
        {trouble === null ? null : (
          <p role="alert" data-testid="comment-trouble" className="text-sm text-alert">
            {trouble}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button data-testid="comment-send" disabled={isSending || text.trim() === ''} onClick={send}>
            {isSending ? <SpinnerIcon className="size-[18px]" /> : null}
            {t(isUncertain ? 'act.comment.look' : 'act.comment.send')}
          </Button>
          <Button kind="plain" onClick={onClose}>
            {t('settings.cancel')}
          </Button>
          <span className="ms-auto hidden text-xs text-muted sm:block">{t('act.comment.keys')}</span>
        </div>
      </div>
    </Dialog>
  )
}
