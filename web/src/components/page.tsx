import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let arrived = false;

/**
 * One page: its title in the tab and at the top. After the first, arriving at a page moves the
 * focus to its heading, so that keyboards and screen readers land where eyes do.
 */
export function Page(
  { title, intro, narrow = false, center = false, hideTitle = false, aside, children }: {
    title: string;
    intro?: ComponentChildren;
    narrow?: boolean;
    center?: boolean;
    hideTitle?: boolean;
    /** What stands at the right of the title. */
    aside?: ComponentChildren;
    children: ComponentChildren;
  },
) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Tallybase`;
  }, [title]);
  useEffect(() => {
    if (arrived) {
      scrollTo(0, 0);
      if (!document.activeElement?.matches("input, select, textarea")) {
        heading.current?.focus({ preventScroll: true });
      }
    }
    arrived = true;
  }, []);
  return (
    <main id="content" class={narrow ? "page page-narrow" : "page"}>
      <div class={hideTitle ? "hidden-text" : center ? "page-head page-head-center" : "page-head"}>
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {intro && <p class="intro">{intro}</p>}
        </div>
        {aside}
      </div>
      {children}
    </main>
  );
}

/** Grey shapes of the lines that are on their way. */
export function Skeleton({ lines = 3, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => <span key={index} class="skeleton-line" />)}
    </div>
  );
}

/** What stands where nothing is yet, and what to do about it. */
export function Empty(
  { title, children, action }: {
    title: string;
    children?: ComponentChildren;
    action?: ComponentChildren;
  },
) {
  return (
    <div class="empty">
      <svg class="empty-art" viewBox="0 0 96 40" aria-hidden="true">
        <path d="M12 6v28M28 6v28M44 6v28M60 6v28" />
        <path class="empty-next" d="M80 6v28" />
      </svg>
      <h3>{title}</h3>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
