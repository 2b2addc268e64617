import { InstallProgress } from '#components/frame/install-progress.tsx'

export default function InstallPage() {
  return <InstallProgress />
}
