/**
 * Safari lays the page out behind the keyboard; others shrink it themselves (`interactive-widget`). The page's height
 * follows what can be seen, unless the user has zoomed in. Returns what undoes it.
 */
export function followKeyboard(): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const root = document.documentElement;
  const follow = () => {
    const covered = window.innerHeight - viewport.height;
    if (Math.abs(viewport.scale - 1) > 0.01 || covered < 80) root.style.removeProperty('--viewport-height');
    else {
      root.style.setProperty('--viewport-height', `${Math.round(viewport.height)}px`);
      window.scrollTo(0, 0);
    }
  };
  viewport.addEventListener('resize', follow);
  return () => viewport.removeEventListener('resize', follow);
}
