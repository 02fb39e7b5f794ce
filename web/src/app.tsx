import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { Redirect, Route, Switch, useLocation, useSearch } from "wouter-preact";
import { Boundary } from "./components/boundary.tsx";
import { Header } from "./components/header.tsx";
import { lazyPage } from "./components/lazy.tsx";
import { Skeleton } from "./components/page.tsx";
import { Shop } from "./components/shop.tsx";
import type { Config } from "./config.ts";
import Home from "./pages/home.tsx";
import SignIn from "./pages/sign_in.tsx";
import SignUp from "./pages/sign_up.tsx";
import Welcome from "./pages/welcome.tsx";
import type { Path } from "./routes.ts";
import { session } from "./state/session.ts";
import { closeBuyDialog } from "./state/shop.ts";
import { isBuying, ownPath } from "./state/task.ts";
import { useStore } from "./store.ts";

const own = (Inside: FunctionComponent): FunctionComponent => () => <SignedIn Inside={Inside} />;
const stranger = (Inside: FunctionComponent): FunctionComponent => () => (
  <SignedOut Inside={Inside} />
);

const later = (name: keyof typeof import("./pages/later.ts")): FunctionComponent =>
  lazyPage(() => import("./pages/later.ts").then((pages) => pages[name]));

/** Address → page. The first four are what people see first and come with the first load. */
const PAGES: Record<Path, FunctionComponent> = {
  "/": () => useStore(session).phase === "out" ? <Welcome /> : <SignedIn Inside={Home} />,
  "/sign-in": stranger(SignIn),
  "/sign-up": stranger(SignUp),
  "/forgot-password": later("ForgotPassword"),
  "/reset-password": later("ResetPassword"),
  "/buy": later("Buy"),
  "/paid": own(later("Paid")),
  "/cancelled": own(later("Cancelled")),
  "/history": own(later("History")),
  "/try": own(later("Try")),
};
const NotFound = later("NotFound");

/** The frame around every page. */
export function App({ config }: { config: Config }) {
  const [path] = useLocation();
  useEffect(() => closeBuyDialog(true), [path]);
  return (
    <>
      <Header testMode={config.testMode} />
      <Boundary key={path}>
        <Switch>
          {Object.entries(PAGES).map(([at, Inside]) => (
            <Route key={at} path={at} component={Inside} />
          ))}
          <Route component={NotFound} />
        </Switch>
      </Boundary>
      <Shop />
    </>
  );
}

function SignedIn({ Inside }: { Inside: FunctionComponent }) {
  const who = useStore(session);
  const [path] = useLocation();
  const search = useSearch();
  if (who.phase === "starting") {
    return (
      <main id="content" class="page">
        <Skeleton lines={6} />
      </main>
    );
  }
  if (who.phase === "in") return <Inside key={who.person.id} />;
  const next = path + (search ? `?${search}` : "");
  return <Redirect to={`/sign-in?next=${encodeURIComponent(next)}`} replace />;
}

/** Sign-in and sign-up: who is in goes on to where they were heading. */
function SignedOut({ Inside }: { Inside: FunctionComponent }) {
  const who = useStore(session);
  const next = ownPath(new URLSearchParams(useSearch()).get("next"));
  if (who.phase !== "in") return <Inside />;
  return <Redirect to={isBuying() ? "/buy" : next ?? "/"} replace />;
}
