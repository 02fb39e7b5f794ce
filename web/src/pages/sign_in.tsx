import { useState } from "preact/hooks";
import { Link, useSearch } from "wouter-preact";
import * as api from "../api.ts";
import { AuthForm } from "../components/auth_form.tsx";
import { Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { session } from "../state/session.ts";
import { isBuying } from "../state/task.ts";
import { useStore } from "../store.ts";

/** The door for people who have an account. Where they go next is the guard's business. */
export default function SignIn() {
  const who = useStore(session);
  const search = useSearch();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <Page title="Sign in" narrow>
      {who.phase === "out" && who.expired && (
        <Notice tone="warn" title="You were signed out.">Sign in again to go on.</Notice>
      )}
      {isBuying() && <Notice>Sign in, and we take you straight to the payment.</Notice>}
      <AuthForm
        submit={() => api.signIn(email.trim(), password)}
        label="Sign in"
        busyLabel="Signing in…"
        foot={
          <p>
            New here? <Link href={`/sign-up?${search}`}>Create an account</Link>
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
          autocomplete="current-password"
          required
          value={password}
          onInput={setPassword}
        />
        <Link class="form-aside" href="/forgot-password">Forgot your password?</Link>
      </AuthForm>
    </Page>
  );
}
