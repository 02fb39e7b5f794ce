import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import * as api from "../api.ts";
import { AuthForm } from "../components/auth_form.tsx";
import { ButtonLink } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";

/** Asks for a link to choose a new password. The answer is the same for every address. */
export default function ForgotPassword() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const submit = async () => {
    await api.sendReset(email.trim());
    setSent(true);
  };
  if (sent) {
    return (
      <Page title="Check your inbox" narrow>
        <Notice tone="good" title="A link is on its way.">
          If <strong>{email}</strong>{" "}
          has an account, it gets a link to choose a new password. The link works once.
        </Notice>
        <div class="actions">
          <ButtonLink href="/sign-in">Back to sign in</ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <Page title="Forgot your password?" intro="We send you a link to choose a new one." narrow>
      <AuthForm
        submit={submit}
        label="Send the link"
        busyLabel="Sending…"
        foot={<Link href="/sign-in">Back to sign in</Link>}
      >
        <Field
          label="E-mail"
          type="email"
          autocomplete="username"
          required
          autofocus
          value={email}
          onInput={setEmail}
        />
      </AuthForm>
    </Page>
  );
}
