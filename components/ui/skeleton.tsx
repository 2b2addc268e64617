/** A grey block where something is about to be. Size comes from the class. */
export function Skeleton({ className }: { readonly className: string }) {
  return (
    <span
      aria-hidden="true"
      className={`block animate-pulse rounded-md bg-skeleton motion-reduce:animate-none ${className}`}
    />
  )
}
