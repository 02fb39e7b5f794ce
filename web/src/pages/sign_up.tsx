import { useState } from "preact/hooks";
import { Link, useSearch } from "wouter-preact";
import * as api from "../api.ts";
import { AuthForm } from "../components/auth_form.tsx";
import { Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { isBuying } from "../state/task.ts";

/** Opens an account; where mails are confirmed first, says so. */
export default function SignUp() {
  const search = useSearch();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [mailed, setMailed] = useState(false);
  if (mailed) return <Mailed email={email} />;
  const submit = async () => {
    const open = await api.signUp(email.trim(), password, isBuying() ? "/buy" : "/");
    if (!open) setMailed(true);
  };
  return (
    <Page title="Create an account" narrow>
      {isBuying() && (
        <Notice>Your pack is waiting: after this step we take you straight to the payment.</Notice>
      )}
      <AuthForm
        submit={submit}
        label="Create account"
        busyLabel="Creating your account…"
        foot={
          <p>
            You have one already? <Link href={`/sign-in?${search}`}>Sign in</Link>
          </p>
        }
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
        <Field
          label="Password"
          type="password"
          autocomplete="new-password"
          required
          minLength={8}
          hint="At least 8 characters that you use nowhere else."
          value={password}
          onInput={setPassword}
        />
      </AuthForm>
    </Page>
  );
}

function Mailed({ email }: { email: string }) {
  return (
    <Page title="Check your inbox" narrow>
      <Notice tone="good" title="One step left.">
        We sent a link to <strong>{email}</strong>. Open it to finish your account.
      </Notice>
    </Page>
  );
}
