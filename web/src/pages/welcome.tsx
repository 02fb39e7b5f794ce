import { ButtonLink } from "../components/button.tsx";
import { Packs } from "../components/packs.tsx";
import { Mark } from "../components/icon.tsx";
import { Page } from "../components/page.tsx";
import { useCheckout } from "../state/shop.ts";

/** What a stranger sees first. */
export default function Welcome() {
  const checkout = useCheckout();
  return (
    <Page title="Welcome" hideTitle>
      <section class="hero hero-welcome">
        <Mark draw />
        <p class="hero-claim">Buy credits once. Spend them to the last one.</p>
        <p class="hero-say">
          No subscription and no surprise at the end of the month. You see the price before every
          run, and every credit you spend explains itself.
        </p>
        <div class="hero-actions">
          <ButtonLink look="onDark" href="/sign-up">Create an account</ButtonLink>
          <ButtonLink look="onDark" href="/sign-in">Sign in</ButtonLink>
        </div>
      </section>
      <h2>Packs</h2>
      <Packs checkout={checkout} />
    </Page>
  );
}
