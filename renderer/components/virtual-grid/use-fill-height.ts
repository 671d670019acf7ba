import { useLayoutEffect, useState, type RefObject } from 'react';

/** What is left free under the filled part, in pixels. */
const GAP = 16;
const LEAST = 320;

/** The height with which an element reaches down to the bottom of the screen's frame, in pixels. */
export function useFillHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(480);
  useLayoutEffect(() => {
    const box = element.current;
    const main = box?.closest('main');
    if (!box || !main) return;
    const measure = () => {
      const top = box.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
      setHeight(Math.max(LEAST, Math.floor(main.clientHeight - top - GAP)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(main);
    // What stands above may grow, such as a filter bar that wraps.
    if (box.parentElement) observer.observe(box.parentElement);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
