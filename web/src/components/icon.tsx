/** Our own line icons on a 24 grid, drawn in the colour of the text around them. */
const PATHS = {
  home: "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  play: "M8 5.5v13l10.5-6.5z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  bag: "M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.5 10 17 19 7",
  alert: "M12 4 2.8 20h18.4zM12 10v4M12 17h.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 8h.01",
  down: "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  leave: "M14 5H6v14h8M11 12h9M17 9l3 3-3 3",
  right: "M9 6l6 6-6 6",
  eye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  refresh: "M19 12a7 7 0 1 1-2.2-5.100M19 4v4h-4",
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon; the words beside it carry the meaning. */
export function Icon({ name, class: extra = "" }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: five credits, counted the way people always have. `draw` lets the strokes appear. */
export function Mark({ draw = false }: { draw?: boolean }) {
  return (
    <svg class={draw ? "mark mark-draw" : "mark"} viewBox="0 0 32 32" aria-hidden="true">
      <path pathLength="1" d="M8 6v20" />
      <path pathLength="1" d="M13.3 6v20" />
      <path pathLength="1" d="M18.7 6v20" />
      <path pathLength="1" d="M24 6v20" />
      <path pathLength="1" class="mark-bar" d="M3.5 22.5 28.5 9.5" />
    </svg>
  );
}
