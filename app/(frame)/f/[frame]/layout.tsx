import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { FrameProvider } from '#components/frame/frame-provider.tsx'

/** Everything that a person sees in the iframe. Dynamic, so that Next puts the policy's nonce on its scripts. */
export default async function FrameLayout({ children }: { readonly children: ReactNode }) {
  await connection()
  return <FrameProvider>{children}</FrameProvider>
}
