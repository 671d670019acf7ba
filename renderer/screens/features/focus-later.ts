/** Gives the focus to an element once it has been drawn, or to the screen when it is gone. */
export function focusLater(elementId: string): void {
  requestAnimationFrame(() => {
    (document.getElementById(elementId) ?? document.getElementById('screen'))?.focus();
  });
}
