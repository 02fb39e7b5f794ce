import { Component, type ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** Catches what a page throws while it draws, so that the header and the way out stay. */
export class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main id="content" class="page page-narrow">
        <Notice
          tone="bad"
          title="This page broke."
          action={<Button icon="refresh" onClick={() => location.reload()}>Reload</Button>}
        >
          Your credits are safe: nothing is decided in this page.
        </Notice>
      </main>
    );
  }
}
