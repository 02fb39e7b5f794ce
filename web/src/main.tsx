import { render } from "preact";
import { connect } from "./api.ts";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { Notice } from "./components/notice.tsx";
import { Button } from "./components/button.tsx";
import { watchAccount } from "./state/account.ts";
import { followMailedLink } from "./state/mailed_link.ts";
import { watchSession } from "./state/session.ts";

const root = document.querySelector("#app")!;

try {
  const config = await loadConfig();
  connect(config);
  watchAccount();
  watchSession();
  void followMailedLink();
  render(<App config={config} />, root);
} catch (error) {
  console.error(error);
  render(<NoStart />, root);
}

function NoStart() {
  return (
    <main class="page page-narrow">
      <Notice
        tone="bad"
        title="Tallybase could not start."
        action={<Button icon="refresh" onClick={() => location.reload()}>Try again</Button>}
      >
        The settings of this site did not arrive. Check your connection, then try again.
      </Notice>
    </main>
  );
}
