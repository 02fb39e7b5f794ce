import { useState } from "preact/hooks";
import * as api from "../api.ts";
import { AuthForm } from "../components/auth_form.tsx";
import { ButtonLink } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { Page, Skeleton } from "../components/page.tsx";
import { mailedLink } from "../state/mailed_link.ts";
import { session } from "../state/session.ts";
import { useStore } from "../store.ts";

/** Where the mailed link leads: it signs in, and then a new password can be set. */
export default function ResetPassword() {
  const who = useStore(session);
  const link = useStore(mailedLink);
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const submit = async () => {
    await api.setPassword(password);
    setDone(true);
  };
  if (done) {
    return (
      <Page title="Password changed" narrow>
        <Notice tone="good" title="Your new password works from now on.">You are signed in.</Notice>
        <div class="actions">
          <ButtonLink look="primary" href="/">Go home</ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <Page title="Choose a new password" narrow>
      {(who.phase === "starting" || link.busy) && <Skeleton label="Checking the link" />}
      {who.phase === "out" && !link.busy && <Expired />}
      {who.phase === "in" && (
        <AuthForm submit={submit} label="Save the password" busyLabel="Saving…">
          <p class="muted">For {who.person.email}</p>
          <Field
            label="New password"
            type="password"
            autocomplete="new-password"
            required
            minLength={8}
            autofocus
            hint="At least 8 characters that you use nowhere else."
            value={password}
            onInput={setPassword}
          />
        </AuthForm>
      )}
    </Page>
  );
}

function Expired() {
  return (
    <>
      <Notice tone="warn" title="This link has expired or was already used.">
        Ask for a new one; only the newest link works.
      </Notice>
      <div class="actions">
        <ButtonLink look="primary" href="/forgot-password">Send a new link</ButtonLink>
      </div>
    </>
  );
}
