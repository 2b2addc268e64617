import { InstallProgress } from '#components/frame/install-progress.tsx'

type Query = Promise<{ silent?: string | string[] }>

export default async function InstallPage({ searchParams }: { readonly searchParams: Query }) {
  const { silent } = await searchParams
  return <InstallProgress isSilent={silent === '1'} />
}
