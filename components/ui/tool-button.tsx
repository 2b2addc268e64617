import type { ButtonHTMLAttributes } from 'react'

export const toolLook =
  'grid size-[34px] shrink-0 cursor-pointer place-items-center rounded-control text-body hover:bg-card aria-pressed:bg-tint aria-pressed:text-link disabled:cursor-default disabled:opacity-30'

type ToolButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly label: string }

/** A button that is an icon; its name is told on hover and to screen readers. */
export function ToolButton({ label, className = '', ...rest }: ToolButtonProps) {
  return <button type="button" aria-label={label} title={label} className={`${toolLook} ${className}`} {...rest} />
}
