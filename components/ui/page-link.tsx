import { useRouter } from 'next/navigation'
import type { ComponentProps, MouseEvent } from 'react'

type PageLinkProps = Omit<ComponentProps<'a'>, 'href' | 'onClick'> & {
  readonly href: string
  /** Once the way there has begun. */
  readonly onGo?: () => void
}

/** A link to another page of the frame, which keeps the session in memory. `next/link` does more and weighs 5 kB, twice. */
export function PageLink({ href, onGo, ...rest }: PageLinkProps) {
  const router = useRouter()

  function go(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    router.push(href)
    onGo?.()
  }

  return <a href={href} onClick={go} {...rest} />
}
