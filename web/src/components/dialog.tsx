import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";

/** A modal dialog on the browser's own element: focus stays inside, Escape closes, focus returns. */
export function Dialog(
  { title, intro, onClose, wide = false, children }: {
    title: string;
    intro?: ComponentChildren;
    onClose: () => void;
    wide?: boolean;
    children: ComponentChildren;
  },
) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const opener = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === box.current && onClose()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <div>
            <h2 id={id} tabIndex={-1} autofocus>{title}</h2>
            {intro && <p class="intro">{intro}</p>}
          </div>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
