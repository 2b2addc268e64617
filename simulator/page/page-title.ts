/** Sets the heading of the page, not the browser tab's title. */
export function setPageTitle(title: string): void {
  const heading = document.getElementById('pagetitle')
  if (heading) heading.textContent = title
}
