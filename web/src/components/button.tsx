import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import { Icon, type IconName } from "./icon.tsx";

export type Look = "primary" | "plain" | "quiet" | "onDark";

interface Common {
  children: ComponentChildren;
  look?: Look;
  icon?: IconName;
  wide?: boolean;
}

const classes = ({ look = "plain", wide }: Pick<Common, "look" | "wide">): string =>
  `button button-${look}${wide ? " button-wide" : ""}`;

interface ButtonProps extends Common {
  type?: "button" | "submit";
  /** Shows a spinner, says so, and takes no second press. */
  busy?: boolean;
  disabled?: boolean;
  onClick?: (() => void) | undefined;
}

/** Something that acts. While busy it keeps the focus, so that nobody loses their place. */
export function Button(
  { type = "button", busy = false, disabled = false, onClick, icon, children, ...look }:
    ButtonProps,
) {
  return (
    <button
      type={type}
      class={classes(look)}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      disabled={disabled}
      onClick={(event) => {
        if (busy) return event.preventDefault();
        onClick?.();
      }}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface LinkProps extends Common {
  href: string;
  onClick?: () => void;
}

/** A way to another page that looks like a button. */
export function ButtonLink({ href, onClick, icon, children, ...look }: LinkProps) {
  return (
    <Link href={href} class={classes(look)} onClick={() => onClick?.()}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </Link>
  );
}

/** A square button with only an icon; `label` is what it is called. */
export function IconButton(
  { icon, label, onClick, disabled = false }: {
    icon: IconName;
    label: string;
    onClick: () => void;
    disabled?: boolean;
  },
) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
