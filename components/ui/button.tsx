import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { PageLink } from './page-link.tsx'

type Kind = 'filled' | 'outline' | 'plain'

const base =
  'inline-flex h-[34px] shrink-0 cursor-pointer items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-[13px] text-base font-medium transition-colors disabled:cursor-default disabled:opacity-30'

const looks: Record<Kind, string> = {
  filled: 'bg-filled text-on-filled enabled:hover:bg-filled-hover',
  outline: 'border-[1.5px] border-stroke bg-card text-body hover:bg-hover',
  plain: 'text-body hover:bg-hover',
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly kind?: Kind }

export function Button({ kind = 'filled', className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`${base} ${looks[kind]} ${className}`} {...rest} />
}

type ButtonLinkProps = {
  readonly kind?: Kind
  readonly href: string
  readonly testId?: string
  readonly children: ReactNode
}

/** Looks like a button, goes somewhere. */
export function ButtonLink({ kind = 'filled', href, testId, children }: ButtonLinkProps) {
  const look = looks[kind].replace('enabled:', '')
  return (
    <PageLink href={href} data-testid={testId} className={`${base} ${look}`}>
      {children}
    </PageLink>
  )
}
